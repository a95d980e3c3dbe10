import type { PoolCall } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Unversioned } from '#ports/records.ts';
import { releaseNames } from './aliases.ts';
import { clashAmong, subGuards, takenName } from './taken-names.ts';
import type { OwnName } from './user.ts';

/**
 * Stores a new user. With `forceAlias`, an e-mail address or phone number that is an alias of another user becomes this
 * user's in the same commit; see releaseNames. The `uncontested` name is taken from nobody. Throws
 * UsernameExistsException and AliasExistsException.
 */
export async function storeNewUser(
  call: PoolCall,
  user: Unversioned<'user'>,
  { forceAlias, uncontested }: { readonly forceAlias: boolean; readonly uncontested?: string },
): Promise<void> {
  const { deps, pool } = call;
  const contested: OwnName[] = [];
  await untilCommitted(async () => {
    const released = await releaseNames(call, user, contested, { force: forceAlias });
    if (released.kept) failNewName(pool, released.kept);
    const clash = clashAmong(user, released.changes);
    if (clash) failNewName(pool, clash);
    const lost = await deps.records.commit([
      { op: 'create', kind: 'user', value: user },
      ...subGuards(user),
      ...released.changes,
    ]);
    if (!lost) {
      call.audit.sub = user.sub;
      return;
    }
    const taken = takenName(lost, user);
    if (taken && (!lost.name || taken.value === uncontested)) failNewName(pool, taken);
    if (taken && !contested.some(({ value }) => value === taken.value)) contested.push(taken);
    return AGAIN;
  });
  await deps.records.countUsers(pool.id, 1);
}

/** Throws the error for a new user whose name another user has. */
export function failNewName(pool: Pool, { kind }: OwnName): never {
  if (kind === 'username') fail('UsernameExistsException', 'User account already exists');
  const isUsername = pool.usernameAttributes.some((attribute) => attribute === kind);
  return fail(isUsername ? 'UsernameExistsException' : 'AliasExistsException', TEXT.accountExists(kind));
}
