import type { Call } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Change, Unversioned } from '#ports/records.ts';
import { clashAmong, subGuards, takenName } from './taken-names.ts';
import type { OwnName, User } from './user.ts';

/** The changed user, and the other changes that are written with it. */
export type UserChange = { readonly after: Unversioned<'user'>; readonly more?: readonly Change[] };

/**
 * Changes a user that was read before. `change` returns the changed user, and is called again with the current user
 * whenever another write came first. It is told which sign-in names turned out to be other users', and may add changes
 * that release them. Returns the result of the last `change`, with the user as stored.
 * Throws UserNotFoundException when the user is deleted meanwhile, AliasExistsException when a sign-in name that the
 * user would get is another user's, TooManyRequestsException when other writes always come first, and what `change`
 * throws.
 */
export function changeUser<C extends UserChange>(
  call: Call,
  user: User,
  change: (user: User, contested: readonly OwnName[]) => C | Promise<C>,
): Promise<C & { readonly after: User }> {
  let before = user;
  const contested: OwnName[] = [];
  return untilCommitted(async () => {
    const changed = await change(before, contested);
    const { after, more = [] } = changed;
    const clash = clashAmong(after, more);
    if (clash) fail('AliasExistsException', TEXT.accountExists(clash.kind));
    const lost = await call.deps.records.commit([
      { op: 'update', kind: 'user', before, after },
      ...subGuards(after, before),
      ...more,
    ]);
    if (!lost) return { ...changed, after: { ...after, version: before.version + 1 } };
    const taken = takenName(lost, after);
    const isAgain = taken && contested.some(({ value }) => value === taken.value);
    if (taken && (!lost.name || isAgain)) fail('AliasExistsException', TEXT.accountExists(taken.kind));
    if (taken) contested.push(taken);
    before = await readUserAgain(call, before);
    return AGAIN;
  });
}

/**
 * Reads the current state of the user. Throws UserNotFoundException when the user was deleted, and NotAuthorizedException when the
 * tokens of the request have been revoked: a user who was signed out or disabled must not change anything any more.
 */
export async function readUserAgain(
  { deps, family }: Call & { readonly family?: { readonly signOutEpoch: number } },
  { poolId, sub }: User,
): Promise<User> {
  const { user } = await deps.records.read({ user: { kind: 'user', id: { poolId, sub } } });
  if (!user) return fail('UserNotFoundException');
  if (family && family.signOutEpoch !== user.signOutEpoch) fail('NotAuthorizedException', TEXT.accessTokenRevoked);
  return user;
}
