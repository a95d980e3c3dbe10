import type { OwnName } from '#core/users/user.ts';
import type { Keyring } from '#ports/keys.ts';
import type { Change, Conflict, RecordId, RecordKind, Unversioned } from '#ports/records.ts';
import { facetItems, firstVersion, freshVersion, type Item, toItem } from './items.ts';
import { keyOf, keyText } from './keys.ts';
import type { Key } from './kinds.ts';

/** The condition of a write: that the item is absent, or that it has this version. */
type Condition = { readonly absent: true } | { readonly version: number } | undefined;

type Written = Unversioned<'user'> | undefined;

/** One write of a transaction. `lost` is the conflict to report when its condition does not hold. */
export type Write = {
  readonly key: Key;
  readonly item?: Item;
  readonly check?: true;
  readonly condition: Condition;
  readonly lost: Conflict;
};

/**
 * Returns the writes of a commit. Those of a user include its names and facets. When one change removes an item and
 * another creates it, because an alias moves between users, the two become one write on the condition of the removal,
 * since DynamoDB allows only one write per item. Throws when two other changes write the same item.
 */
export function writesOf(keys: Keyring, changes: readonly Change[]): readonly Write[] {
  const writes = new Map<string, Write>();
  for (const change of changes) {
    for (const write of changeWrites(keys, change)) {
      const id = keyText(write.key);
      const other = writes.get(id);
      writes.set(id, other ? merged(other, write) : write);
    }
  }
  return [...writes.values()];
}

function merged(first: Write, second: Write): Write {
  const [removal, creation] = first.item ? [second, first] : [first, second];
  if (removal.item || removal.check || !creation.item)
    throw new Error('Two changes of one commit write the same item.');
  return { ...creation, condition: removal.condition };
}

function changeWrites(keys: Keyring, change: Change): readonly Write[] {
  const lost = { change };
  switch (change.op) {
    case 'create': {
      const item = toItem(keys, change.kind, change.value, firstVersion(change.kind));
      const own = { key: item, item, condition: { absent: true } as const, lost };
      return change.kind === 'user' ? [own, ...userParts(keys, change, undefined, change.value)] : [own];
    }
    case 'update': {
      const item = toItem(keys, change.kind, change.after, change.before.version + 1, change.before);
      const own = { key: item, item, condition: { version: change.before.version }, lost };
      return change.kind === 'user' ? [own, ...userParts(keys, change, change.before, change.after)] : [own];
    }
    case 'put': {
      // The version is new, so that a decision about the replaced record does not hold for its successor.
      const item = toItem(keys, change.kind, change.value, freshVersion());
      return [{ key: item, item, condition: undefined, lost }];
    }
    case 'remove': {
      const key = keyOf(change.kind as RecordKind, change.before as never);
      const own = { key, condition: { version: change.before.version }, lost };
      return change.kind === 'user' ? [own, ...userParts(keys, change, change.before, undefined)] : [own];
    }
    case 'check': {
      const key = keyOf(change.kind as RecordKind, change.id as RecordId<never>);
      const condition = change.seen ? { version: change.seen.version } : { absent: true as const };
      return [{ key, check: true, condition, lost }];
    }
  }
}

/**
 * Returns the writes for the names and facets of a user that have changed. A new name must be free. The removal of a
 * name needs no condition, because the version of the user proves that the name is this user's.
 */
function userParts(keys: Keyring, change: Change, before: Written, after: Written): readonly Write[] {
  const given = namesNotIn(after, before).map((name): Write => {
    const item = toItem(keys, 'name', nameRecord(after!, name), 1);
    return { key: item, item, condition: { absent: true }, lost: { change, name } };
  });
  const dropped = namesNotIn(before, after).map((name): Write => {
    const key = keyOf('name', { poolId: before!.poolId, name: name.value });
    return { key, condition: undefined, lost: { change, name } };
  });
  return [...given, ...dropped, ...facetWrites(change, before, after)];
}

function namesNotIn(user: Written, other: Written): readonly OwnName[] {
  return (user?.names ?? []).filter((name) => !other?.names.some((own) => own.value === name.value));
}

function nameRecord(user: Unversioned<'user'>, name: OwnName): Unversioned<'name'> {
  return { poolId: user.poolId, name: name.value, kind: name.kind, sub: user.sub };
}

function facetWrites(change: Change, before: Written, after: Written): readonly Write[] {
  const old = new Map(before ? facetItems(before).map((item) => [item.sk, item]) : []);
  const current = after ? facetItems(after) : [];
  const changed = current.filter((item) => old.get(item.sk)?.gsi1sk !== item.gsi1sk);
  for (const item of current) old.delete(item.sk);
  return [
    ...changed.map((item): Write => ({ key: item, item, condition: undefined, lost: { change } })),
    ...[...old.values()].map((item): Write => ({ key: item, condition: undefined, lost: { change } })),
  ];
}
