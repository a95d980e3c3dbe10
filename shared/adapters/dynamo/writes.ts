import type { OwnName } from '#core/users/user.ts';
import type { Keyring } from '#ports/keys.ts';
import type { Change, Conflict, RecordId, RecordKind, Unversioned } from '#ports/records.ts';
import { facetItems, firstVersion, freshVersion, type Item, toItem } from './items.ts';
import { keyOf, keyText } from './keys.ts';
import type { Key } from './kinds.ts';

/** What must be true of the item that is there, for a write to happen. */
type Condition = { readonly absent: true } | { readonly version: number } | undefined;

type Written = Unversioned<'user'> | undefined;

/** One write of a transaction, and which change it belongs to. */
export type Write = {
  readonly key: Key;
  readonly item?: Item;
  readonly check?: true;
  readonly condition: Condition;
  readonly lost: Conflict;
};

/**
 * The writes of a commit. A user brings its names and facets along. Where one change removes an item that another
 * creates (an alias moving between users), the two become one write, as DynamoDB takes one per item; it happens on the
 * condition of the removal.
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
      // A version of its own: what was decided on the record that is replaced must not hold for its successor.
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
 * What changes of a user's names and facets. A new name must be free. A dropped one needs no condition: the version of
 * the user says that it is this user's.
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
