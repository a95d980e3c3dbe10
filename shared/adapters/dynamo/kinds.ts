import { upgradeClient } from '#core/clients/client.ts';
import { DECOY_SLOTS } from '#core/decoys/decoy.ts';
import { foldCase } from '#core/fold-case.ts';
import type { Forms } from '#core/keys/forms.ts';
import type { UserFilter } from '#core/user-filter/filter.ts';
import type { KeyPurpose } from '#ports/keys.ts';
import type { ChildKind, Listing, RecordId, RecordKind, RecordParent, Unversioned } from '#ports/records.ts';
import { boundedValue, head } from './bounded-value.ts';

/** The primary key of an item. Only this file makes such keys. */
export type Key = { readonly pk: string; readonly sk: string };
/** The key of an item in the index. */
export type IndexKey = { readonly gsi1pk: string; readonly gsi1sk: string };

/** The place of a kind's records in the index. */
type Place<K extends RecordKind> = {
  /** The port's listing that reads this partition of the index. */
  readonly listing?: { [L in keyof Listing]: Listing[L]['kind'] extends K ? L : never }[keyof Listing];
  readonly partition: (
    scope: Pick<Unversioned<K>, ('poolId' | 'gid') & keyof Unversioned<K>> & { readonly finished?: unknown },
  ) => string;
  readonly at: (value: Unversioned<K>) => string;
};

/** The way in which the records of a kind are stored. */
type Kind<K extends RecordKind> = Forms<Unversioned<K>> & {
  /** The purpose of the data key that seals the records. */
  readonly purpose: KeyPurpose;
  /** The partition. Records that stand below a parent are in the parent's partition, so that `within` finds them. */
  readonly pk: (id: K extends ChildKind ? RecordParent<K> : RecordId<K>) => string;
  /** The sort key, or its beginning if `own` follows. No other items of the partition begin with it. */
  readonly sk: string;
  readonly own?: (id: RecordId<K>) => string;
  readonly index?: Place<K>;
  readonly expiresAt?: (value: Unversioned<K>) => number | undefined;
  /** A record may be created again after its expiry, so its first version is random and no version occurs twice. */
  readonly comesBack?: true;
  /** Further attributes of the item, which are not sealed. */
  readonly beside?: (value: Unversioned<K>) => Readonly<Record<string, string | number | Uint8Array>>;
  /**
   * The way in which the erasure of a pool finds records that stand neither below the pool nor below its users: in the
   * index, or by their ids.
   */
  readonly erasedWithPool?: 'listed' | ((poolId: string) => readonly RecordId<K>[]);
};

/**
 * Everything that the store knows of each kind of record (docs/table.md). The type of a record and its identifying
 * members are in shared/ports/records.ts. Seals are bound to keys, so the keys of stored records must never change. Nor
 * may their places in the index: a record is upgraded when it is read, and its index entry only when it is next written.
 */
export const KINDS: { readonly [K in RecordKind]: Kind<K> } = {
  pool: {
    form: 1,
    purpose: 'directory',
    pk: ({ id }) => poolPartition(id),
    sk: '#',
    index: { listing: 'pools', partition: () => 'POOLS', at: ({ name, id }) => `${name}#${id}` },
  },
  client: {
    form: 2,
    upgrade: upgradeClient,
    purpose: 'directory',
    pk: ({ id }) => `C#${id}`,
    sk: '#',
    index: {
      listing: 'clients',
      partition: ({ poolId }) => `P#${poolId}#C`,
      at: ({ clientName, id }) => `${clientName}#${id}`,
    },
    erasedWithPool: 'listed',
  },
  resourceServer: {
    form: 1,
    purpose: 'directory',
    pk: ({ poolId }) => poolPartition(poolId),
    sk: 'RS#',
    own: ({ identifier }) => identifier,
  },
  domain: {
    form: 1,
    purpose: 'directory',
    pk: ({ domain }) => `DOM#${domain}`,
    sk: '#',
    // A pool with a domain can't be deleted. The index is for the erasure of a pool all the same.
    index: { partition: ({ poolId }) => `P#${poolId}#D`, at: ({ domain }) => domain },
    erasedWithPool: 'listed',
  },
  signingKey: {
    form: 1,
    purpose: 'directory',
    pk: ({ poolId }) => poolPartition(poolId),
    sk: 'KEY#',
    own: ({ kid }) => kid,
  },
  group: {
    form: 1,
    purpose: 'directory',
    pk: ({ poolId }) => poolPartition(poolId),
    sk: 'GROUP#',
    own: ({ name }) => boundedValue(name),
  },
  groupCount: {
    form: 1,
    purpose: 'directory',
    pk: ({ poolId }) => poolPartition(poolId),
    sk: 'GROUPS',
  },
  brandingStyle: {
    form: 1,
    purpose: 'directory',
    pk: ({ poolId }) => poolPartition(poolId),
    sk: 'UI#',
    own: ({ clientId }) => clientId,
  },
  assetChunk: {
    form: 1,
    purpose: 'directory',
    pk: ({ poolId }) => poolPartition(poolId),
    sk: 'ASSET#',
    own: ({ assetId, index }) => `${assetId}#${index}`,
  },
  uiCustomization: {
    form: 1,
    purpose: 'directory',
    pk: ({ poolId }) => poolPartition(poolId),
    sk: 'CSS#',
    own: ({ clientId }) => clientId,
  },
  terms: {
    form: 1,
    purpose: 'directory',
    pk: ({ poolId }) => poolPartition(poolId),
    sk: 'TERMS#',
    own: ({ clientId, name }) => `${clientId}#${name}`,
  },
  riskConfiguration: {
    form: 1,
    purpose: 'directory',
    pk: ({ poolId }) => poolPartition(poolId),
    sk: 'RISK#',
    own: ({ clientId }) => clientId,
  },
  user: {
    form: 1,
    purpose: 'directory',
    pk: userPartition,
    sk: '#',
    index: { listing: 'users', partition: ({ poolId }) => usersPartition(poolId), at: ({ sub }) => sub },
  },
  name: {
    form: 1,
    purpose: 'directory',
    pk: ({ poolId, name }) => `A#${poolId}#i#${boundedValue(name)}`,
    sk: '#',
  },
  decoy: {
    form: 1,
    purpose: 'directory',
    pk: ({ poolId, slot }) => `D#${poolId}#${slot}`,
    sk: '#',
    beside: besideDecoy,
    erasedWithPool: (poolId) => DECOY_SLOTS.map((slot) => ({ poolId, slot })),
  },
  membership: {
    form: 1,
    purpose: 'directory',
    pk: userPartition,
    sk: 'G#',
    own: ({ group }) => boundedValue(group),
    index: { partition: ({ poolId, gid }) => membersPartition(poolId, gid), at: ({ sub }) => sub },
  },
  softwareToken: {
    form: 1,
    purpose: 'credentials',
    pk: userPartition,
    sk: 'M#totp',
  },
  device: {
    form: 1,
    purpose: 'credentials',
    pk: userPartition,
    sk: 'D#',
    own: ({ key }) => key,
    expiresAt: (device) => device.forgottenUntil,
  },
  family: {
    form: 1,
    purpose: 'directory',
    pk: userPartition,
    sk: 'R#',
    own: ({ eventId }) => eventId,
    expiresAt: (family) => family.expiresAt,
  },
  userSession: {
    form: 1,
    purpose: 'directory',
    pk: userPartition,
    sk: 'S#',
    own: ({ eventId }) => eventId,
    expiresAt: (session) => session.expiresAt,
  },
  ssoSession: {
    form: 1,
    purpose: 'directory',
    pk: userPartition,
    sk: 'H#',
    own: ({ id }) => id,
    expiresAt: (session) => session.expiresAt,
  },
  passkey: {
    form: 1,
    purpose: 'credentials',
    pk: userPartition,
    sk: 'W#',
    own: ({ id }) => id,
  },
  passkeyRegistration: {
    form: 1,
    purpose: 'credentials',
    pk: userPartition,
    sk: 'WR',
    expiresAt: (registration) => registration.expiresAt,
  },
  code: {
    form: 1,
    purpose: 'directory',
    pk: userPartition,
    sk: 'K#',
    own: ({ purpose }) => purpose,
    expiresAt: (code) => code.expiresAt,
  },
  attempts: {
    form: 1,
    purpose: 'directory',
    pk: ({ poolId, subject }) => `T#${poolId}#${subject}`,
    sk: '',
    own: ({ window }) => window,
    expiresAt: (attempts) => attempts.expiresAt,
    comesBack: true,
  },
  authSession: {
    form: 1,
    purpose: 'directory',
    pk: ({ sessionId }) => `S#${sessionId}`,
    sk: '#',
    expiresAt: (session) => session.expiresAt,
  },
  accessKey: {
    form: 1,
    purpose: 'admin',
    pk: ({ id }) => `AK#${id}`,
    sk: '#',
    index: { listing: 'accessKeys', partition: () => 'AKS', at: ({ id }) => id },
  },
  job: {
    form: 1,
    purpose: 'directory',
    pk: ({ poolId }) => `J#${poolId}`,
    sk: '',
    own: ({ id }) => id,
    index: {
      listing: 'jobs',
      partition: ({ finished }) => (finished ? 'JOBS#FINISHED' : JOBS),
      at: ({ dueAt }) => dueKey(dueAt),
    },
    expiresAt: ({ expiresAt }) => expiresAt,
  },
  limits: {
    form: 1,
    purpose: 'directory',
    pk: () => 'LIMITS',
    sk: '#',
  },
};

/** Returns the partition of a pool, which holds the pool's own item and the records below it. */
export function poolPartition(poolId: string): string {
  return `P#${poolId}`;
}

/** Returns the partition of a user, which holds the user's own item and the records below it. */
export function userPartition({ poolId, sub }: { readonly poolId: string; readonly sub: string }): string {
  return `U#${poolId}#${sub}`;
}

function usersPartition(poolId: string): string {
  return `P#${poolId}#U`;
}

/** The partition of the index that holds all unfinished jobs. */
const JOBS = 'JOBS';

/** Returns the sort key of a job in the index, so that jobs are in the order of their times (in epoch milliseconds). */
export function dueKey(time: number): string {
  return String(time).padStart(15, '0');
}

/**
 * Returns the attributes that make a decoy as large as the two items that it stands for: the one that leads from a name
 * to its user, and that of the user. It has as many attributes as both, of the same sizes, because each takes time in
 * the store and in the SDK.
 */
function besideDecoy({ poolId, sealedName }: Unversioned<'decoy'>) {
  const text = (length: number) => poolId.padEnd(length, '.');
  return {
    x1: text(22),
    x2: text(36),
    x3: text(40),
    x4: text(1),
    x5: text(4),
    x6: 1,
    x7: Buffer.from(sealedName, 'base64'),
  };
}

/**
 * Returns the key of a search facet and its place in the index. The item is in the partition of the user and holds no
 * record.
 */
export function facetKey(poolId: string, sub: string, attribute: string, value: string): Key & IndexKey {
  return {
    pk: userPartition({ poolId, sub }),
    sk: `F#${attribute}`,
    gsi1pk: facetPartition(poolId, attribute),
    gsi1sk: `${boundedValue(foldCase(value))}#${sub}`,
  };
}

/** Returns the key of the user that a search facet or a membership belongs to. */
export const ownerOf = ({ pk }: Key): Key => ({ pk, sk: KINDS.user.sk });

function facetPartition(poolId: string, attribute: string): string {
  return `P#${poolId}#F#${attribute}`;
}

/** A part of the index: one partition, or the entries of it that begin with a prefix. */
export type IndexRange = { readonly gsi1pk: string; readonly prefix: string };

/**
 * Returns the part of the index that has all users who match the filter. It may have others as well, so the caller must
 * compare what it finds.
 */
export function searchRange(poolId: string, { attribute, operator, value }: UserFilter): IndexRange {
  if (attribute === 'sub') return { gsi1pk: usersPartition(poolId), prefix: head(value) };
  const folded = foldCase(value);
  return {
    gsi1pk: facetPartition(poolId, attribute),
    prefix: operator === '=' ? `${boundedValue(folded)}#` : head(folded),
  };
}

/** Where the users of a group stand, and after its deletion those who were its users. */
export function membersRange(poolId: string, gid: string): IndexRange {
  return { gsi1pk: membersPartition(poolId, gid), prefix: '' };
}

function membersPartition(poolId: string, gid: string): string {
  return `P#${poolId}#G#${gid}`;
}

const COUNTER_SHARDS = 8;

/** Returns the keys of the items that share the count of a pool's users. They hold plain numbers, not records. */
export function counterKeys(poolId: string): readonly Key[] {
  return Array.from({ length: COUNTER_SHARDS }, (_, shard) => ({ pk: poolPartition(poolId), sk: `N#${shard}` }));
}

/** Returns the key of a wrapped data key. It is not a record, because records are sealed under it. */
export function keyringKey(id: string): Key {
  return { pk: 'KEYRING', sk: id };
}
