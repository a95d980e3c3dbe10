import type { Call } from '#core/call.ts';
import type { Change, Lost, Ref, Unversioned } from '#ports/records.ts';
import { looksLikeSub } from './names.ts';
import type { OwnName, User } from './user.ts';

/**
 * Steps for the commit that gives a user its names: a new name must not be another user's sub. An administrator may name
 * a user by its sub, and would then change whoever chose that sub as a name.
 */
export function subGuards(user: Unversioned<'user'>, before?: User): readonly Change[] {
  const isNew = ({ value }: OwnName) => !before?.names.some((own) => own.value === value);
  return user.names
    .filter((name) => looksLikeSub(name.value) && name.value !== user.sub && isNew(name))
    .map(({ value }) => ({ op: 'check', kind: 'user', id: { poolId: user.poolId, sub: value }, seen: undefined }));
}

/**
 * The first of the names that is somebody's, or somebody's sub; one round trip. It may still be lost to somebody else
 * before the commit, which decides.
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
 * A name of the user that is the sub of somebody who gives up another name in the same commit: whoever does that is there,
 * and the guard and that step would be two writes of one record.
 */
export function clashAmong(user: Unversioned<'user'>, steps: readonly Change[]): OwnName | undefined {
  const subs = steps.flatMap((step) => (step.op === 'update' && step.kind === 'user' ? [step.before.sub] : []));
  return user.names.find(({ value }) => value !== user.sub && subs.includes(value));
}

/** The name of the user that turned out to be somebody's, if that is why the commit was lost. */
export function takenName(lost: Lost, user: Unversioned<'user'>): OwnName | undefined {
  const { change } = lost;
  if (change.op !== 'check' || change.kind !== 'user') return lost.name;
  return user.names.find((name) => name.value === change.id.sub);
}
