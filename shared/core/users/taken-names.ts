import type { Call } from '#core/call.ts';
import type { Change, Conflict, Ref, Unversioned } from '#ports/records.ts';
import { looksLikeSub } from './names.ts';
import type { OwnName, User } from './user.ts';

/**
 * Returns the checks for the commit that gives a user its names: a new name must not be another user's sub. Otherwise an
 * administrator who names a user by its sub could change a user who chose that sub as a name.
 */
export function subGuards(user: Unversioned<'user'>, before?: User): readonly Change[] {
  const isNew = ({ value }: OwnName) => !before?.names.some((own) => own.value === value);
  return user.names
    .filter((name) => looksLikeSub(name.value) && name.value !== user.sub && isNew(name))
    .map(({ value }) => ({ op: 'check', kind: 'user', id: { poolId: user.poolId, sub: value }, seen: undefined }));
}

/**
 * Returns the first of the names that is another user's name or sub, in one round trip. Another user may still take a
 * name before the commit, which decides.
 */
export async function takenAmong(
  { deps }: Call,
  { poolId, names }: Pick<User, 'poolId' | 'names'>,
): Promise<OwnName | undefined> {
  const refs: Record<string, Ref | undefined> = {};
  for (const { kind, value } of names) {
    refs[kind] = { kind: 'name', id: { poolId, name: value } };
    if (looksLikeSub(value)) refs[`sub of ${kind}`] = { kind: 'user', id: { poolId, sub: value } };
  }
  const found = (await deps.records.read(refs)) as Readonly<Record<string, unknown>>;
  return names.find(({ kind }) => found[kind] ?? found[`sub of ${kind}`]);
}

/**
 * Returns a name of the user that is the sub of a user whom one of the changes is for. That user exists, so the name is
 * taken. A guard can't find that out, because the guard and the change would be two writes of one record.
 */
export function clashAmong(user: Unversioned<'user'>, changes: readonly Change[]): OwnName | undefined {
  const subs = changes.flatMap((one) => (one.op === 'update' && one.kind === 'user' ? [one.before.sub] : []));
  return user.names.find(({ value }) => value !== user.sub && subs.includes(value));
}

/** Returns the name of the user that turned out to be taken, if that is why the commit was lost. */
export function takenName(lost: Conflict, user: Unversioned<'user'>): OwnName | undefined {
  const { change } = lost;
  if (change.op !== 'check' || change.kind !== 'user') return lost.name;
  return user.names.find((name) => name.value === change.id.sub);
}
