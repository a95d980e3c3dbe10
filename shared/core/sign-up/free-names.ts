import type { Call } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { looksLikeSub } from '#core/users/names.ts';
import { takenName } from '#core/users/taken-names.ts';
import type { NameKind, User } from '#core/users/user.ts';
import type { Lost, Ref, Unversioned } from '#ports/records.ts';

/**
 * Throws UsernameExistsException when a name that the new user would have is taken, or is another's sub; one round
 * trip. A name may still be lost to somebody else before the user is stored: the commit decides.
 */
export async function checkNamesFree({ deps }: Call, { poolId, names }: Pick<User, 'poolId' | 'names'>): Promise<void> {
  const refs: Record<string, Ref | undefined> = {};
  for (const { kind, value } of names) {
    refs[kind] = { kind: 'name', id: { poolId, name: value } };
    if (looksLikeSub(value)) refs[`sub of ${kind}`] = { kind: 'user', id: { poolId, sub: value } };
  }
  const found = (await deps.records.read(refs)) as Readonly<Record<string, unknown>>;
  for (const { kind } of names) if (found[kind] ?? found[`sub of ${kind}`]) failTaken(kind);
}

/** Throws what is said about the name that a new user lost to another. */
export function failLostName(lost: Lost, user: Unversioned<'user'>): never {
  return failTaken(takenName(lost, user)?.kind ?? 'username');
}

function failTaken(kind: NameKind): never {
  return fail('UsernameExistsException', kind === 'username' ? TEXT.usernameExists : TEXT.accountExists(kind));
}
