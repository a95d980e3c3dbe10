import type { BrandingStyle } from '#core/branding/style.ts';
import type { UiCustomization } from '#core/branding/ui-customization.ts';
import type { Client } from '#core/clients/client.ts';
import type { Domain } from '#core/domains/domain.ts';
import type { TokenGroup } from '#core/groups/group.ts';
import type { SigningKey } from '#core/keys/signing-key.ts';
import type { ProvisionedLimits, ProvisionedRates } from '#core/limits/provisioned.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { ResourceServer } from '#core/resource-servers/resource-server.ts';
import type { OwnGroup, User } from '#core/users/user.ts';
import type { Clock } from '#ports/clock.ts';
import type { Records, Ref } from '#ports/records.ts';
import { batchCache, type LoadingCache, loadingCache } from './cache.ts';
import { Refusal } from './errors.ts';
import { livingGroups } from './living-groups.ts';

/**
 * The time in milliseconds for which another process may still use a configuration that has been changed
 * (docs/security.md).
 */
export const CONFIGURATION_CACHE_MS = 10_000;
const MAX_ENTRIES = 5_000;

/**
 * Looks are large, so that few are kept. Those for requests of images, which anybody can make for any image, are read only once in
 * this time, in milliseconds. A page of another process may name an image that is new.
 */
const MAX_LOOKS = 50;
const IMAGE_LOOK_CACHE_MS = 1_000;

/** A style has no images in it, and a client without one is remembered as such. */
const MAX_STYLES = 200;

/** A resource server may have long names of scopes, so that fewer are kept. */
const MAX_SERVERS = 500;

/** Names the looks of an app client, or of all clients of a pool, for `looks`, `style` and `forget`. */
export const lookId = ({ poolId, clientId }: LookRef): string => `${poolId}/${clientId}`;
type LookRef = Pick<UiCustomization, 'poolId' | 'clientId'>;

/** Returns what a name made by `lookId` is for. Neither id has a slash. */
function refOfLook(id: string): LookRef {
  const [poolId = '', clientId = ''] = id.split('/');
  return { poolId, clientId };
}

/** Names the scopes of a resource server, for `scopes` and `forget`. */
export const scopesId = ({ poolId, identifier }: ServerRef): string => `${poolId}/${identifier}`;
type ServerRef = Pick<ResourceServer, 'poolId' | 'identifier'>;

/** Reads of pools, clients and domains, which a check is based on. */
type Lookup = {
  readonly pool: (poolId: string) => Promise<Pool | undefined>;
  readonly client: (clientId: string) => Promise<Client | undefined>;
  /** Takes the name of a domain, which must be one that refOfDomain (core/domains) refers to. */
  readonly domain: (name: string) => Promise<Domain | undefined>;
};

/**
 * The pools, clients, domains, signing keys and groups that requests need, cached for a few seconds. Absent ones are never cached,
 * except deleted groups, because a gid never comes back, and styles, which most clients do not have.
 */
export type Configuration = Lookup & {
  /**
   * Runs `use`. If it throws a Refusal after it was given cached values, those values are dropped from the cache and
   * `use` runs once more. `use` must not write. withPool and withClient in call.ts build on this.
   */
  readonly judge: <T>(use: (cached: Lookup) => Promise<T>) => Promise<T>;
  /** Returns the looks of classic pages of exactly these clients, or of `ALL`. Absent ones are cached as well. */
  readonly looks: (ids: readonly LookRef[]) => Promise<readonly (UiCustomization | undefined)[]>;
  /** Returns the branding style of a client, without the contents of its images. An absent one is cached as well. */
  readonly style: (id: LookRef) => Promise<BrandingStyle | undefined>;
  /** Returns the looks to which images belong. They are cached for a second. */
  readonly ofImages: {
    readonly look: (id: LookRef) => Promise<UiCustomization | undefined>;
    readonly style: (id: LookRef) => Promise<BrandingStyle | undefined>;
  };
  /** Returns the names of the scopes of each resource server. One that does not exist has none. */
  readonly scopes: (servers: readonly ServerRef[]) => Promise<readonly ReadonlySet<string>[]>;
  /** Returns the signing keys of a pool, including retired ones. */
  readonly signingKeys: (poolId: string) => Promise<readonly SigningKey[]>;
  /**
   * Returns those of a user's groups that have not been deleted. The ones that are not cached are read in one round
   * trip. The cache goes by gid, so a group is found at once after a user was added to it.
   */
  readonly groups: (user: Pick<User, 'poolId' | 'groups'>) => Promise<readonly TokenGroup[]>;
  /**
   * Drops entries from the cache. It must be called after every write, with the ids of the pools and clients, the names
   * of the domains, the gids of the groups, and the lookIds and scopesIds that were written.
   */
  readonly forget: (...ids: readonly string[]) => void;
  /**
   * Returns the provisioned rates of this deployment as they were last read. Once in the time of the cache, they are
   * read in the same round trip as a pool, so that they cost requests no time.
   */
  readonly rates: () => ProvisionedRates;
  /** Reads the provisioned rates again. It must be called after they were written. */
  readonly refreshRates: () => Promise<void>;
};

/** Makes the configuration cache of one process. */
export function createConfiguration(records: Records, clock: Clock): Configuration {
  const kept = <V>(load: (id: string) => Promise<V | undefined>) =>
    loadingCache(clock, { most: MAX_ENTRIES, ms: CONFIGURATION_CACHE_MS }, load);
  const limitsRef = { kind: 'limits', id: { scope: 'deployment' } } as const;
  let known: ProvisionedRates = {};
  let limitsUntil = 0;
  let begun = 0;
  let learntFrom = 0;
  /**
   * Begins a read of the limits, and returns the function that takes its result. A read that began before a write may end
   * after it, so that of two reads the one that began later counts. Their versions do not tell which one is newer, because
   * a table that is restored from a backup has lower ones.
   */
  const learning = () => {
    const read = ++begun;
    return (limits: ProvisionedLimits | undefined) => {
      if (read < learntFrom) return;
      learntFrom = read;
      known = limits?.rates ?? {};
    };
  };
  const pools = kept(async (id) => {
    const isDue = clock.now() >= limitsUntil;
    if (isDue) limitsUntil = clock.now() + CONFIGURATION_CACHE_MS;
    const pool = { kind: 'pool', id: { id } } as const;
    if (!isDue) return (await records.read({ pool })).pool;
    const learn = learning();
    const read = await records.read({ pool, limits: limitsRef });
    learn(read.limits);
    return read.pool;
  });
  const clients = kept(async (id) => (await records.read({ client: { kind: 'client', id: { id } } })).client);
  const domains = kept(async (domain) => (await records.read({ domain: { kind: 'domain', id: { domain } } })).domain);
  const keys = kept(async (id) => {
    const { values } = await records.within('signingKey', { poolId: id });
    return values.length > 0 ? values : undefined;
  });

  const readLook = async ({ poolId, clientId }: LookRef) =>
    (await records.read({ look: { kind: 'uiCustomization', id: { poolId, clientId } } })).look;
  const readStyle = async ({ poolId, clientId }: LookRef) =>
    (await records.read({ style: { kind: 'brandingStyle', id: { poolId, clientId } } })).style;
  const looks = batchCache(clock, { most: MAX_LOOKS, ms: CONFIGURATION_CACHE_MS }, lookId, async (missing) => {
    const refs = missing.map(({ poolId, clientId }): [string, Ref<'uiCustomization'>] => [
      lookId({ poolId, clientId }),
      { kind: 'uiCustomization', id: { poolId, clientId } },
    ]);
    const found = new Map(Object.entries(await records.read(Object.fromEntries(refs))));
    return missing.map((id): UiCustomization | undefined => found.get(lookId(id)));
  });
  const styles = loadingCache(clock, { most: MAX_STYLES, ms: CONFIGURATION_CACHE_MS }, async (id) => ({
    style: await readStyle(refOfLook(id)),
  }));
  const imageBounds = { most: MAX_LOOKS, ms: IMAGE_LOOK_CACHE_MS };
  const imageLooks = loadingCache(clock, imageBounds, (id) => readLook(refOfLook(id)));
  const imageStyles = loadingCache(clock, imageBounds, (id) => readStyle(refOfLook(id)));

  const scopes = batchCache(clock, { most: MAX_SERVERS, ms: CONFIGURATION_CACHE_MS }, scopesId, async (missing) => {
    const refs = missing.map((id): [string, Ref<'resourceServer'>] => [scopesId(id), { kind: 'resourceServer', id }]);
    const servers = new Map(Object.entries(await records.read(Object.fromEntries(refs))));
    return missing.map((id) => new Set(servers.get(scopesId(id))?.scopes.map(({ scopeName }) => scopeName)));
  });

  const groups = batchCache(
    clock,
    { most: MAX_ENTRIES, ms: CONFIGURATION_CACHE_MS },
    ({ gid }: OwnGroup & { readonly poolId: string }) => gid,
    async (missing): Promise<readonly (TokenGroup | undefined)[]> => {
      const living = await livingGroups(records, missing[0]!.poolId, missing);
      return living.map((group) => group && tokenGroup(group));
    },
  );

  return {
    async judge(use) {
      const used: { readonly from: LoadingCache<unknown>; readonly id: string }[] = [];
      const get = <V>(from: LoadingCache<V>, id: string) => from.get(id, () => used.push({ from, id }));
      try {
        return await use({
          pool: (id) => get(pools, id),
          client: (id) => get(clients, id),
          domain: (name) => get(domains, name),
        });
      } catch (error) {
        if (used.length === 0 || !(error instanceof Refusal)) throw error;
        for (const { from, id } of used) from.forget(id);
        return use({
          pool: (id) => pools.get(id),
          client: (id) => clients.get(id),
          domain: (name) => domains.get(name),
        });
      }
    },

    pool: (poolId) => pools.get(poolId),
    client: (clientId) => clients.get(clientId),
    domain: (name) => domains.get(name),
    rates: () => known,
    async refreshRates() {
      const learn = learning();
      learn((await records.read({ limits: limitsRef })).limits);
    },
    looks: (ids) => looks.get(ids),
    style: async (id) => (await styles.get(lookId(id)))?.style,
    ofImages: { look: (id) => imageLooks.get(lookId(id)), style: (id) => imageStyles.get(lookId(id)) },
    scopes: (servers) => scopes.get(servers),
    signingKeys: async (poolId) => (await keys.get(poolId)) ?? [],
    async groups({ poolId, groups: own = [] }) {
      const found = await groups.get(own.map((group) => ({ ...group, poolId })));
      return found.filter((group) => group !== undefined);
    },
    forget(...ids) {
      for (const id of ids) {
        pools.forget(id);
        clients.forget(id);
        domains.forget(id);
        keys.forget(id);
        groups.forget(id);
        looks.forget(id);
        styles.forget(id);
        imageLooks.forget(id);
        imageStyles.forget(id);
        scopes.forget(id);
      }
    },
  };
}

function tokenGroup({ name, precedence, roleArn }: TokenGroup): TokenGroup {
  return { name, ...(precedence !== undefined && { precedence }), ...(roleArn !== undefined && { roleArn }) };
}
