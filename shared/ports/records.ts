import type { AccessKey } from '#core/access-keys/access-key.ts';
import type { AuthSessionStep } from '#core/challenges/auth-session.ts';
import type { Client } from '#core/clients/client.ts';
import type { OneTimeCode } from '#core/codes/code.ts';
import type { Decoy } from '#core/decoys/decoy.ts';
import type { Domain } from '#core/domains/domain.ts';
import type { Attempts } from '#core/guesses/attempts.ts';
import type { Job } from '#core/jobs/job.ts';
import type { SigningKey } from '#core/keys/signing-key.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { ResourceServer } from '#core/resource-servers/resource-server.ts';
import type { TokenFamily } from '#core/tokens/family.ts';
import type { UserFilter } from '#core/user-filter/filter.ts';
import type { NameKind, SignInName, User } from '#core/users/user.ts';

/**
 * Every kind of record and which of its members identify it: those of `below` name what it stands below, together with
 * others of its kind (see `within`), and those of `id` tell it from them. How each is kept: shared/adapters/dynamo/kinds.ts.
 */
type RecordTypes = {
  readonly pool: { readonly value: Pool; readonly below: never; readonly id: 'id' };
  readonly client: { readonly value: Client; readonly below: never; readonly id: 'id' };
  readonly resourceServer: { readonly value: ResourceServer; readonly below: 'poolId'; readonly id: 'identifier' };
  readonly domain: { readonly value: Domain; readonly below: never; readonly id: 'domain' };
  readonly signingKey: { readonly value: SigningKey; readonly below: 'poolId'; readonly id: 'kid' };
  readonly user: { readonly value: User; readonly below: never; readonly id: 'poolId' | 'sub' };
  readonly name: { readonly value: SignInName; readonly below: never; readonly id: 'poolId' | 'name' };
  readonly decoy: { readonly value: Decoy; readonly below: never; readonly id: 'poolId' | 'slot' };
  readonly family: { readonly value: TokenFamily; readonly below: 'poolId' | 'sub'; readonly id: 'eventId' };
  readonly code: { readonly value: OneTimeCode; readonly below: 'poolId' | 'sub'; readonly id: 'purpose' };
  readonly attempts: { readonly value: Attempts; readonly below: 'poolId' | 'subject'; readonly id: 'window' };
  readonly authSession: { readonly value: AuthSessionStep; readonly below: never; readonly id: 'sessionId' };
  readonly accessKey: { readonly value: AccessKey; readonly below: never; readonly id: 'id' };
  readonly job: { readonly value: Job; readonly below: 'poolId'; readonly id: 'id' };
};

export type RecordKind = keyof RecordTypes;
export type RecordOf<K extends RecordKind> = RecordTypes[K]['value'];
/** A record as it is written: the store gives it its version. The first is 1, but for what may come anew (attempts). */
export type Unversioned<K extends RecordKind> = WithoutVersion<RecordOf<K>>;
/** Omit would reduce a union to what all its members have. */
type WithoutVersion<R> = R extends unknown ? Omit<R, 'version'> : never;
export type RecordId<K extends RecordKind> = Pick<
  RecordOf<K>,
  (RecordTypes[K]['below'] | RecordTypes[K]['id']) & keyof RecordOf<K>
>;
/** What a record stands below. */
export type RecordParent<K extends RecordKind> = Pick<RecordOf<K>, RecordTypes[K]['below'] & keyof RecordOf<K>>;
/** The kinds that can be listed below what they stand below. */
export type ChildKind = {
  [K in RecordKind]: [RecordTypes[K]['below']] extends [never] ? never : K;
}[RecordKind];

/** Points to one record, for `read`. */
export type Ref<K extends RecordKind = RecordKind> = K extends RecordKind
  ? { readonly kind: K; readonly id: RecordId<K> }
  : never;

/**
 * One step of a commit. Every step carries its condition:
 * create - nothing is there; update and remove - it is still the version that was read;
 * check - the version that was read (undefined: nothing was there) is still so. `put` has none: the last writer wins,
 * which is meant for what replaces itself (a new code replaces the one before).
 * A user's steps include its sign-in names and search facets.
 */
export type Change<K extends RecordKind = RecordKind> = K extends RecordKind
  ?
      | { readonly op: 'create'; readonly kind: K; readonly value: Unversioned<K> }
      | { readonly op: 'update'; readonly kind: K; readonly before: RecordOf<K>; readonly after: Unversioned<K> }
      | { readonly op: 'put'; readonly kind: K; readonly value: Unversioned<K> }
      | { readonly op: 'remove'; readonly kind: K; readonly before: RecordOf<K> }
      | { readonly op: 'check'; readonly kind: K; readonly id: RecordId<K>; readonly seen: RecordOf<K> | undefined }
  : never;

/** The first step of a commit whose condition did not hold; nothing of the commit was written. */
export type Conflict = {
  readonly change: Change;
  /** Set when a sign-in name of the user was already somebody's. */
  readonly name?: { readonly kind: NameKind; readonly value: string };
};

/** What can be listed, page by page. */
export type Listing = {
  readonly pools: { readonly kind: 'pool'; readonly scope: Record<never, never> };
  readonly clients: { readonly kind: 'client'; readonly scope: { readonly poolId: string } };
  /** In the order of the attribute that the filter names; without one, of the sub. */
  readonly users: { readonly kind: 'user'; readonly scope: { readonly poolId: string; readonly filter?: UserFilter } };
  readonly accessKeys: { readonly kind: 'accessKey'; readonly scope: Record<never, never> };
  /** Those that are due first, or were over first, come first. */
  readonly jobs: { readonly kind: 'job'; readonly scope: { readonly finished: boolean } };
};

type PageRequest = {
  readonly limit: number;
  readonly token?: string | undefined;
  /** What else the token of the next page is good for only: the members of the request that must stay the same. */
  readonly boundTo?: readonly string[];
};

export type Page<T> = { readonly values: readonly T[]; readonly nextToken?: string };

/** How many items went, and whether none is left. */
export type Erased = { readonly items: number; readonly over: boolean };

/**
 * The durable state. Reads are strongly consistent; a commit is all or nothing. Throws CognitoError
 * TooManyRequestsException when the store is busy beyond retries, InternalErrorException when it is out of reach.
 */
export type Records = {
  /**
   * Reads up to 100 records in one round trip; what is absent or whose sealed content is not authentic is not there. A
   * record of a newer form than this version knows is there, and whoever asks for it gets an InternalErrorException.
   */
  readonly read: <R extends Readonly<Record<string, Ref | undefined>>>(refs: R) => Promise<ReadResult<R>>;
  /** Writes everything or nothing, in one round trip; answers which step lost, or undefined. */
  readonly commit: (changes: readonly Change[]) => Promise<Conflict | undefined>;
  /**
   * A page in the order of the index, each value as it is stored now. A page may have fewer values than asked for, even
   * none, and still have a next one: where the index is behind, or many of a search compare differently after all.
   * Throws InvalidParameterException for a token that is not of this listing.
   */
  readonly list: <L extends keyof Listing>(
    listing: L,
    scope: Listing[L]['scope'],
    page: PageRequest,
  ) => Promise<Page<RecordOf<Listing[L]['kind']>>>;
  /**
   * The number of records in a listing, or `most` if there are more. What was written a moment ago may not be counted, so
   * it is good for quotas and nothing else.
   */
  readonly count: <L extends keyof Listing>(listing: L, scope: Listing[L]['scope'], most: number) => Promise<number>;
  /**
   * The records of a kind that stand below `parent`, with strong consistency, in the order of what tells them apart:
   * all, or with `page` a page of them, which may have fewer than asked for and still have a next one. Expired ones are
   * among them. Throws InvalidParameterException for a token that is not of this listing.
   */
  readonly within: <K extends ChildKind>(
    kind: K,
    parent: RecordParent<K>,
    page?: PageRequest,
  ) => Promise<Page<RecordOf<K>>>;
  /** Adds to the pool's estimated number of users, never inside a commit. Never rejects: what it counts stands. */
  readonly countUsers: (poolId: string, delta: number) => Promise<void>;
  readonly estimatedUsers: (poolId: string) => Promise<number>;
  /** Up to `limit` jobs that are due and wanted, oldest first; others don't keep them from being found. */
  readonly dueJobs: (now: number, limit: number, wanted?: (job: Job) => boolean) => Promise<readonly Job[]>;
  /**
   * Deletes up to `limit` items below a deleted user, or users and items of a deleted pool. May be repeated at any time.
   */
  readonly eraseUser: (poolId: string, sub: string, limit: number) => Promise<Erased>;
  readonly erasePool: (poolId: string, limit: number) => Promise<Erased>;
};

export type ReadResult<R extends Readonly<Record<string, Ref | undefined>>> = {
  readonly [N in keyof R]: NonNullable<R[N]> extends { readonly kind: infer K extends RecordKind }
    ? RecordOf<K> | undefined
    : undefined;
};
