import type { PoolCall } from '#core/call.ts';
import type { ContactAttribute } from '#core/pools/pool.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import { releaseNames } from '#core/users/aliases.ts';
import { clashAmong, subGuards, takenName } from '#core/users/taken-names.ts';
import type { OwnName } from '#core/users/user.ts';
import type { Change, Unversioned } from '#ports/records.ts';
import { failLostName, failTaken } from './free-names.ts';

/**
 * Stores a user who signs up, together with `more`. An e-mail address or phone number that the pool's function has
 * verified becomes this user's name in the same commit, if it is an alias: its previous owner keeps it as an attribute
 * that is no longer verified. Throws UsernameExistsException when another name is taken, or when the user who has it
 * does not lose it.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
 */
export async function storeSignUp(
  call: PoolCall,
  user: Unversioned<'user'>,
  { verified, more }: { readonly verified: readonly ContactAttribute[]; readonly more: readonly Change[] },
): Promise<void> {
  const { deps, pool } = call;
  const contested: OwnName[] = [];
  await untilCommitted(async () => {
    const { changes, kept } = await releaseNames(call, user, contested, { force: true });
    const clash = kept ?? clashAmong(user, changes);
    if (clash) failTaken(clash.kind);
    const lost = await deps.records.commit([
      { op: 'create', kind: 'user', value: user },
      ...subGuards(user),
      ...more,
      ...changes,
    ]);
    if (!lost) return;
    const taken = takenName(lost, user);
    const isOwner = changes.includes(lost.change);
    const mayMove = lost.name !== undefined && taken !== undefined && verified.some((kind) => kind === taken.kind);
    if (!mayMove && !isOwner) failLostName(lost, user);
    if (mayMove && !contested.some(({ value }) => value === taken.value)) contested.push(taken);
    return AGAIN;
  });
  call.audit.sub = user.sub;
  await deps.records.countUsers(pool.id, 1);
}
