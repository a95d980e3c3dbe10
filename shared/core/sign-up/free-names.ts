import type { Call } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { takenAmong, takenName } from '#core/users/taken-names.ts';
import type { NameKind, User } from '#core/users/user.ts';
import type { Conflict, Unversioned } from '#ports/records.ts';

/** Throws UsernameExistsException when a name of the new user is taken; see takenAmong. */
export async function checkNamesFree(call: Call, user: Pick<User, 'poolId' | 'names'>): Promise<void> {
  const taken = await takenAmong(call, user);
  if (taken) failTaken(taken.kind);
}

/** Throws the error for the name that the new user lost to another user. */
export function failLostName(lost: Conflict, user: Unversioned<'user'>): never {
  return failTaken(takenName(lost, user)?.kind ?? 'username');
}

/** Throws the error for a name that another user has. */
export function failTaken(kind: NameKind): never {
  return fail('UsernameExistsException', kind === 'username' ? TEXT.usernameExists : TEXT.accountExists(kind));
}
