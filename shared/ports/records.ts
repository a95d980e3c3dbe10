import type { AccessKey } from '#core/access-keys/access-key.ts';
import type { AssetChunk, BrandingStyle } from '#core/branding/style.ts';
import type { UiCustomization } from '#core/branding/ui-customization.ts';
import type { AuthSessionStep } from '#core/challenges/auth-session.ts';
import type { Client } from '#core/clients/client.ts';
import type { OneTimeCode } from '#core/codes/code.ts';
import type { Decoy } from '#core/decoys/decoy.ts';
import type { Device } from '#core/devices/device.ts';
import type { Domain } from '#core/domains/domain.ts';
import type { Group, GroupCount, Membership } from '#core/groups/group.ts';
import type { Attempts } from '#core/guesses/attempts.ts';
import type { Job } from '#core/jobs/job.ts';
import type { SigningKey } from '#core/keys/signing-key.ts';
import type { ProvisionedLimits } from '#core/limits/provisioned.ts';
import type { SoftwareToken } from '#core/mfa/software-token.ts';
import type { Passkey, PasskeyRegistration } from '#core/passkeys/passkey.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { ResourceServer } from '#core/resource-servers/resource-server.ts';
import type { RiskConfiguration } from '#core/risk/risk-configuration.ts';
import type { SsoSession } from '#core/sso/sso-session.ts';
import type { Terms } from '#core/terms/terms.ts';
import type { TokenFamily } from '#core/tokens/family.ts';
import type { UserSession } from '#core/tokens/user-session.ts';
import type { UserFilter } from '#core/user-filter/filter.ts';
import type { NameKind, SignInName, User } from '#core/users/user.ts';

/**
 * The kinds of records, and the members that identify a record. The members of `below` name the parent, which a record
 * has in common with others of its kind (see `within`), and those of `id` tell it from these others.
 * shared/adapters/dynamo/kinds.ts says how each kind is stored.
 */
type RecordTypes = {
  readonly pool: { readonly value: Pool; readonly below: never; readonly id: 'id' };
  readonly client: { readonly value: Client; readonly below: never; readonly id: 'id' };
  readonly resourceServer: { readonly value: ResourceServer; readonly below: 'poolId'; readonly id: 'identifier' };
  readonly domain: { readonly value: Domain; readonly below: never; readonly id: 'domain' };
  readonly signingKey: { readonly value: SigningKey; readonly below: 'poolId'; readonly id: 'kid' };
  readonly group: { readonly value: Group; readonly below: 'poolId'; readonly id: 'name' };
  readonly groupCount: { readonly value: GroupCount; readonly below: never; readonly id: 'poolId' };
  readonly brandingStyle: { readonly value: BrandingStyle; readonly below: 'poolId'; readonly id: 'clientId' };
  readonly assetChunk: { readonly value: AssetChunk; readonly below: 'poolId'; readonly id: 'assetId' | 'index' };
  readonly uiCustomization: { readonly value: UiCustomization; readonly below: 'poolId'; readonly id: 'clientId' };
  readonly terms: { readonly value: Terms; readonly below: 'poolId'; readonly id: 'clientId' | 'name' };
  readonly riskConfiguration: { readonly value: RiskConfiguration; readonly below: 'poolId'; readonly id: 'clientId' };
  readonly user: { readonly value: User; readonly below: never; readonly id: 'poolId' | 'sub' };
  readonly name: { readonly value: SignInName; readonly below: never; readonly id: 'poolId' | 'name' };
  readonly decoy: { readonly value: Decoy; readonly below: never; readonly id: 'poolId' | 'slot' };
  readonly membership: { readonly value: Membership; readonly below: 'poolId' | 'sub'; readonly id: 'group' };
  readonly softwareToken: { readonly value: SoftwareToken; readonly below: never; readonly id: 'poolId' | 'sub' };
  readonly device: { readonly value: Device; readonly below: 'poolId' | 'sub'; readonly id: 'key' };
  readonly family: { readonly value: TokenFamily; readonly below: 'poolId' | 'sub'; readonly id: 'eventId' };
  readonly userSession: { readonly value: UserSession; readonly below: 'poolId' | 'sub'; readonly id: 'eventId' };
  readonly ssoSession: { readonly value: SsoSession; readonly below: 'poolId' | 'sub'; readonly id: 'id' };
  readonly passkey: { readonly value: Passkey; readonly below: 'poolId' | 'sub'; readonly id: 'id' };
  readonly passkeyRegistration: {
    readonly value: PasskeyRegistration;
    readonly below: never;
    readonly id: 'poolId' | 'sub';
  };
  readonly code: { readonly value: OneTimeCode; readonly below: 'poolId' | 'sub'; readonly id: 'purpose' };
  readonly attempts: { readonly value: Attempts; readonly below: 'poolId' | 'subject'; readonly id: 'window' };
  readonly authSession: { readonly value: AuthSessionStep; readonly below: never; readonly id: 'sessionId' };
  readonly accessKey: { readonly value: AccessKey; readonly below: never; readonly id: 'id' };
  readonly job: { readonly value: Job; readonly below: 'poolId'; readonly id: 'id' };
  readonly limits: { readonly value: ProvisionedLimits; readonly below: never; readonly id: 'scope' };
};

export type RecordKind = keyof RecordTypes;
export type RecordOf<K extends RecordKind> = RecordTypes[K]['value'];
/**
 * A record as it is written. The store adds the version, which begins with 1, except for kinds whose records may be
 * created again after their expiry (attempts).
 */
export type Unversioned<K extends RecordKind> = WithoutVersion<RecordOf<K>>;
/** Omit would reduce a union to the members that all of its types have. */
type WithoutVersion<R> = R extends unknown ? Omit<R, 'version'> : never;
export type RecordId<K extends RecordKind> = Pick<
  RecordOf<K>,
  (RecordTypes[K]['below'] | RecordTypes[K]['id']) & keyof RecordOf<K>
>;
/** The members that name the parent of a record. */
export type RecordParent<K extends RecordKind> = Pick<RecordOf<K>, RecordTypes[K]['below'] & keyof RecordOf<K>>;
/** The kinds whose records have a parent, so that they can be listed by it. */
export type ChildKind = {
  [K in RecordKind]: [RecordTypes[K]['below']] extends [never] ? never : K;
}[RecordKind];

/** A reference to one record, for `read`. */
export type Ref<K extends RecordKind = RecordKind> = K extends RecordKind
  ? { readonly kind: K; readonly id: RecordId<K> }
  : never;

/**
 * One change of a commit, with its condition:
 * - `create`: the record does not exist.
 * - `update` and `remove`: the record still has the version that was read.
 * - `check`: the record still has the version that was read, or still does not exist if `seen` is undefined. Nothing is
 *   written.
 * - `put`: there is no condition, so the last writer wins. It is meant for a record that replaces its predecessor, such
 *   as a new code.
 *
 * A change of a user includes its sign-in names and search facets.
 */
export type Change<K extends RecordKind = RecordKind> = K extends RecordKind
  ?
      | { readonly op: 'create'; readonly kind: K; readonly value: Unversioned<K> }
      | { readonly op: 'update'; readonly kind: K; readonly before: RecordOf<K>; readonly after: Unversioned<K> }
      | { readonly op: 'put'; readonly kind: K; readonly value: Unversioned<K> }
      | { readonly op: 'remove'; readonly kind: K; readonly before: RecordOf<K> }
      | { readonly op: 'check'; readonly kind: K; readonly id: RecordId<K>; readonly seen: RecordOf<K> | undefined }
  : never;

/** The first change of a commit whose condition did not hold. Nothing of the commit was written. */
export type Conflict = {
  readonly change: Change;
  /** The sign-in name of the user that already belongs to another user, if that is the reason. */
  readonly name?: { readonly kind: NameKind; readonly value: string };
};

/** The listings, which return records page by page. */
export type Listing = {
  readonly pools: { readonly kind: 'pool'; readonly scope: Record<never, never> };
  readonly clients: { readonly kind: 'client'; readonly scope: { readonly poolId: string } };
  /**
   * The users are in the order of the attribute that the filter names, or of their subs without a filter. With `gid`, they
   * are the users of that group.
   */
  readonly users: {
    readonly kind: 'user';
    readonly scope: { readonly poolId: string; readonly filter?: UserFilter; readonly gid?: string };
  };
  readonly accessKeys: { readonly kind: 'accessKey'; readonly scope: Record<never, never> };
  /** The jobs that are due first, or that ended first, come first. */
  readonly jobs: { readonly kind: 'job'; readonly scope: { readonly finished: boolean } };
};

type PageRequest = {
  readonly limit: number;
  readonly token?: string | undefined;
  /** The members of the request that must stay the same for the next page. Its token is not valid with others. */
  readonly boundTo?: readonly string[];
};

export type Page<T> = { readonly values: readonly T[]; readonly nextToken?: string };

/** The number of deleted items, and whether nothing is left to delete. */
export type Erased = { readonly items: number; readonly over: boolean };

/**
 * The durable state. Reads are strongly consistent, and a commit writes everything or nothing. All functions throw
 * TooManyRequestsException when the store is still busy after retries, and InternalErrorException when it fails.
 */
export type Records = {
  /**
   * Reads up to 100 records in one round trip. A record that does not exist, or whose seal is not authentic, is
   * undefined. Throws InternalErrorException for a record in a form that only a newer version knows.
   */
  readonly read: <R extends Readonly<Record<string, Ref | undefined>>>(refs: R) => Promise<ReadResult<R>>;
  /**
   * Writes everything or nothing, in one round trip. Returns the step that lost, or undefined when everything was
   * written. Throws InvalidParameterException when a record would become too large.
   */
  readonly commit: (changes: readonly Change[]) => Promise<Conflict | undefined>;
  /**
   * Lists records in the order of the index, each with its current value. A page may have fewer values than its limit,
   * even none, and still have a next page, because the index may be behind and a search may find users who do not
   * match.
   * Throws InvalidParameterException for a token of another listing.
   */
  readonly list: <L extends keyof Listing>(
    listing: L,
    scope: Listing[L]['scope'],
    page: PageRequest,
  ) => Promise<Page<RecordOf<Listing[L]['kind']>>>;
  /**
   * Returns the number of records in a listing, or `most` if there are more. A record that was written a moment ago may
   * not be counted, so the number is good for quotas and nothing else.
   */
  readonly count: <L extends keyof Listing>(listing: L, scope: Listing[L]['scope'], most: number) => Promise<number>;
  /**
   * Lists the records of a kind that have this parent, with strong consistency, in the order of the members that tell
   * them apart. Without `page` it returns all of them. A page may have fewer values than its limit and still have a
   * next page. Records that have expired are included.
   * Throws InvalidParameterException for a token of another listing.
   */
  readonly within: <K extends ChildKind>(
    kind: K,
    parent: RecordParent<K>,
    page?: PageRequest,
  ) => Promise<Page<RecordOf<K>>>;
  /**
   * Adds `delta` to the estimated number of users of the pool, outside of any commit. It never rejects, because the
   * change that it counts has already been committed.
   */
  readonly countUsers: (poolId: string, delta: number) => Promise<void>;
  readonly estimatedUsers: (poolId: string) => Promise<number>;
  /** Returns up to `limit` jobs that are due and wanted, oldest first. Unwanted jobs do not count towards the limit. */
  readonly dueJobs: (now: number, limit: number, wanted?: (job: Job) => boolean) => Promise<readonly Job[]>;
  /**
   * Returns about `limit` memberships of a deleted group, and whether the index has no others. Memberships that cannot be
   * opened are deleted and counted, because nobody could clear them away by their content.
   */
  readonly membersToClear: (
    poolId: string,
    gid: string,
    limit: number,
  ) => Promise<{ readonly values: readonly Membership[]; readonly dropped: number; readonly over: boolean }>;
  /** Deletes up to `limit` items below a deleted user. It may be repeated at any time. */
  readonly eraseUser: (poolId: string, sub: string, limit: number) => Promise<Erased>;
  /** Deletes up to `limit` users, or other items, of a deleted pool. It may be repeated at any time. */
  readonly erasePool: (poolId: string, limit: number) => Promise<Erased>;
};

export type ReadResult<R extends Readonly<Record<string, Ref | undefined>>> = {
  readonly [N in keyof R]: NonNullable<R[N]> extends { readonly kind: infer K extends RecordKind }
    ? RecordOf<K> | undefined
    : undefined;
};
