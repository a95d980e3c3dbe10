import { describe, expect, it } from 'vitest';
import { type PoolCall, withClient, withPool } from '#core/call.ts';
import type { Client } from '#core/clients/client.ts';
import { CONFIGURATION_CACHE_MS, createConfiguration, lookId } from '#core/configuration.ts';
import type { Domain } from '#core/domains/domain.ts';
import { CognitoError, fail } from '#core/errors.ts';
import type { ProvisionedLimits } from '#core/limits/provisioned.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { Records } from '#ports/records.ts';
import { callOf } from '#test/call.ts';
import { clientUnknown } from '#test/errors.ts';

const aPool = (id: string, name = 'old') => ({ id, name, version: 1 }) as Pool;
const aClient = (id: string, clientName = 'old', poolId = 'p1') => ({ id, poolId, clientName, version: 1 }) as Client;

const limitsOf = (version: number, rate: number): ProvisionedLimits => ({
  scope: 'deployment',
  rates: { UserRead: rate },
  version,
});

function setUp() {
  let now = 1_000_000;
  const table = new Map<string, Pool | Client | Domain>();
  const reads: string[] = [];
  const limitReads = { count: 0 };
  const stored: { limits?: ProvisionedLimits } = {};
  let gate: Promise<void> | undefined;
  const records = {
    async read(refs: Record<string, { kind: string; id: { id: string } | { domain: string } }>) {
      const { limits: limitsRef, ...others } = refs;
      const nameOf = (id: { id: string } | { domain: string }) => ('id' in id ? id.id : id.domain);
      for (const { kind, id } of Object.values(others)) reads.push(`${kind} ${nameOf(id)}`);
      if (limitsRef) limitReads.count++;
      const values = Object.entries(others).map(([name, { kind, id }]) => [name, table.get(`${kind} ${nameOf(id)}`)]);
      const limits = limitsRef && stored.limits;
      await gate;
      return { ...Object.fromEntries(values), limits };
    },
    async within(_: string, { poolId }: { poolId: string }) {
      reads.push(`keys ${poolId}`);
      return { values: table.has(`keys ${poolId}`) ? [{ kid: 'k' }] : [] };
    },
  } as unknown as Records;
  const configuration = createConfiguration(records, { now: () => now });
  return {
    table,
    reads,
    limitReads,
    stored,
    configuration,
    call: callOf({ configuration }),
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
    /** Holds back the answers of reads that begin from now on. */
    holdReads() {
      let release = () => {};
      gate = new Promise((resolve) => {
        release = resolve;
      });
      return () => {
        gate = undefined;
        release();
      };
    },
  };
}

describe('the configuration cache', () => {
  it('serves what it has read for ten seconds and then reads again', async () => {
    const { table, configuration, advance, reads, call } = setUp();
    table.set('pool p1', aPool('p1'));
    expect((await withPool(call, 'p1')).pool.name).toBe('old');
    table.set('pool p1', aPool('p1', 'new'));
    advance(CONFIGURATION_CACHE_MS - 1);
    expect((await withPool(call, 'p1')).pool.name).toBe('old');
    expect((await configuration.pool('p1'))?.name).toBe('old');
    expect(reads).toHaveLength(1);
    advance(1);
    expect((await withPool(call, 'p1')).pool.name).toBe('new');
    expect(CONFIGURATION_CACHE_MS).toBe(10_000);
  });

  it('counts the ten seconds from the beginning of the read', async () => {
    const { table, configuration, advance, reads, holdReads } = setUp();
    table.set('pool p1', aPool('p1'));
    const release = holdReads();
    const slow = configuration.pool('p1');
    advance(CONFIGURATION_CACHE_MS);
    release();
    await slow;
    await configuration.pool('p1');
    expect(reads).toHaveLength(2);
  });

  it('does not remember that something is missing', async () => {
    const { table, configuration, call } = setUp();
    expect(await configuration.pool('p1')).toBeUndefined();
    expect(await configuration.client('c1')).toBeUndefined();
    expect(await configuration.signingKeys('p1')).toStrictEqual([]);
    await expect(withPool(call, 'p1')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    table.set('pool p1', aPool('p1')).set('client c1', aClient('c1')).set('keys p1', aPool('p1'));
    expect(await configuration.pool('p1')).toBeDefined();
    expect(await configuration.client('c1')).toBeDefined();
    expect(await configuration.signingKeys('p1')).toStrictEqual([{ kid: 'k' }]);
    expect((await withPool(call, 'p1')).pool.name).toBe('old');
  });

  it('keeps the style of a client for ten seconds, and that a client has none', async () => {
    let now = 0;
    let version = 0;
    let reads = 0;
    const read = async () => {
      reads++;
      return version === 0 ? {} : { style: { version } };
    };
    const configuration = createConfiguration({ read } as unknown as Records, { now: () => now });
    const id = { poolId: 'p1', clientId: 'c1' };
    expect(await configuration.style(id)).toBeUndefined();
    version = 1;
    expect(await configuration.style(id)).toBeUndefined();
    expect(reads).toBe(1);
    configuration.forget(lookId(id));
    expect(await configuration.style(id)).toMatchObject({ version: 1 });
    version = 2;
    now = CONFIGURATION_CACHE_MS - 1;
    expect(await configuration.style(id)).toMatchObject({ version: 1 });
    now++;
    expect(await configuration.style(id)).toMatchObject({ version: 2 });
    expect(await configuration.style({ ...id, clientId: 'c2' })).toBeDefined();
    expect(reads).toBe(4);
  });

  it('reads the provisioned rates together with a pool, once in ten seconds', async () => {
    const { table, configuration, advance, limitReads, stored, reads } = setUp();
    table.set('pool p1', aPool('p1')).set('pool p2', aPool('p2'));
    expect(configuration.rates()).toEqual({});
    stored.limits = limitsOf(1, 130);
    await configuration.pool('p1');
    expect(configuration.rates()).toEqual({ UserRead: 130 });
    stored.limits = limitsOf(2, 140);
    await configuration.pool('p2');
    expect(configuration.rates()).toEqual({ UserRead: 130 });
    expect(limitReads.count).toBe(1);
    advance(CONFIGURATION_CACHE_MS);
    await configuration.pool('p1');
    expect(configuration.rates()).toEqual({ UserRead: 140 });
    expect(reads).toEqual(['pool p1', 'pool p2', 'pool p1']);
  });

  it('does not go back to rates that were read before they were changed', async () => {
    const { table, configuration, holdReads, stored } = setUp();
    table.set('pool p1', aPool('p1'));
    stored.limits = limitsOf(1, 130);
    const release = holdReads();
    const before = configuration.pool('p1');
    stored.limits = limitsOf(2, 140);
    // Reads that begin from here on are not held back.
    holdReads()();
    await configuration.refreshRates();
    release();
    await before;
    expect(configuration.rates()).toEqual({ UserRead: 140 });
  });

  it.each([
    ['of a lower version', limitsOf(1, 125), { UserRead: 125 }],
    ['that are not there', undefined, {}],
  ])('follows rates %s, which a table from a backup has', async (_, restored, rates) => {
    const { table, configuration, advance, stored } = setUp();
    table.set('pool p1', aPool('p1'));
    stored.limits = limitsOf(5, 150);
    await configuration.pool('p1');
    expect(configuration.rates()).toEqual({ UserRead: 150 });
    if (restored) stored.limits = restored;
    else delete stored.limits;
    advance(CONFIGURATION_CACHE_MS);
    await configuration.pool('p1');
    expect(configuration.rates()).toEqual(rates);
  });

  it('keeps domains for ten seconds, not their absence, and forgets them', async () => {
    const { table, configuration, advance } = setUp();
    const set = (poolId: string) => table.set('domain people', { domain: 'people', poolId } as Domain);
    expect(await configuration.domain('people')).toBeUndefined();
    set('p1');
    expect((await configuration.domain('people'))?.poolId).toBe('p1');
    set('p2');
    advance(CONFIGURATION_CACHE_MS - 1);
    expect((await configuration.domain('people'))?.poolId).toBe('p1');
    configuration.forget('people');
    expect((await configuration.domain('people'))?.poolId).toBe('p2');
    set('p3');
    advance(CONFIGURATION_CACHE_MS);
    expect((await configuration.domain('people'))?.poolId).toBe('p3');
  });

  it('forgets what its own process has written, also when it is just being read', async () => {
    const { table, configuration, holdReads } = setUp();
    table.set('pool p1', aPool('p1')).set('client c1', aClient('c1'));
    await configuration.client('c1');
    const release = holdReads();
    const before = configuration.pool('p1');
    table.set('pool p1', aPool('p1', 'new')).set('client c1', aClient('c1', 'new'));
    configuration.forget('p1', 'c1');
    release();
    await before;
    expect((await configuration.pool('p1'))?.name).toBe('new');
    expect((await configuration.client('c1'))?.clientName).toBe('new');
  });
});

describe('a refusal', () => {
  const onlyNew = ({ pool }: PoolCall) => (pool.name === 'new' ? { judged: 'in' } : fail('NotAuthorizedException'));

  it('that rests on a cached pool is judged once more by the table', async () => {
    const { table, configuration, reads, call } = setUp();
    table.set('pool p1', aPool('p1'));
    await configuration.pool('p1');
    table.set('pool p1', aPool('p1', 'new'));
    expect(await withPool(call, 'p1', onlyNew)).toMatchObject({ pool: { name: 'new' }, judged: 'in' });
    expect(reads).toHaveLength(2);
  });

  it('that rests on a cached domain is judged once more by the table', async () => {
    const { table, configuration } = setUp();
    table.set('domain people', { domain: 'people', poolId: 'p1' } as Domain);
    await configuration.domain('people');
    table.set('domain people', { domain: 'people', poolId: 'p2' } as Domain);
    const judged = configuration.judge(async (cached) => {
      const domain = await cached.domain('people');
      return domain?.poolId === 'p2' ? domain : fail('NotAuthorizedException');
    });
    expect((await judged).poolId).toBe('p2');
  });

  it('that rests on the table is final, and so is the second one', async () => {
    const { table, reads, call } = setUp();
    table.set('pool p1', aPool('p1'));
    const refused = { name: 'NotAuthorizedException' };
    await expect(withPool(call, 'p1', onlyNew)).rejects.toMatchObject(refused);
    expect(reads).toHaveLength(1);
    await expect(withPool(call, 'p1', onlyNew)).rejects.toMatchObject(refused);
    expect(reads).toHaveLength(2);
  });

  it.each(['client', 'pool', 'both'])('that rests on a cached %s is judged once more', async (cached) => {
    const { table, configuration, call } = setUp();
    table.set('client c1', aClient('c1')).set('pool p1', aPool('p1'));
    if (cached !== 'pool') await configuration.client('c1');
    if (cached !== 'client') await configuration.pool('p1');
    table.set('client c1', aClient('c1', 'new')).set('pool p1', aPool('p1', 'new'));
    const { client, pool } = await withClient(call, 'c1', ({ client, pool }) => {
      if (client.clientName !== 'new' || pool.name !== 'new') fail('InvalidParameterException');
    });
    expect([client.clientName, pool.name]).toStrictEqual(['new', 'new']);
  });

  it('of a client that is unknown or of another pool is ResourceNotFoundException', async () => {
    const { table, call } = setUp();
    const missing = clientUnknown('c1');
    await expect(withClient(call, 'c1')).rejects.toMatchObject(missing);
    table.set('client c1', aClient('c1'));
    await expect(withClient(call, 'c1')).rejects.toMatchObject(missing);
    table.set('pool p1', aPool('p1'));
    expect(await withClient(call, 'c1')).toMatchObject({ ...call, client: { id: 'c1' }, pool: { id: 'p1' } });
    expect(await withClient({ ...call, pool: aPool('p1') }, 'c1')).toMatchObject({ client: { id: 'c1' } });
    await expect(withClient({ ...call, pool: aPool('p2') }, 'c1')).rejects.toMatchObject(missing);
  });

  it('is not made of an unexpected error', async () => {
    const { table, configuration, reads, call } = setUp();
    table.set('pool p1', aPool('p1'));
    await configuration.pool('p1');
    const broken = withPool(call, 'p1', () => {
      throw new TypeError('broken');
    });
    await expect(broken).rejects.toThrow(TypeError);
    await expect(broken).rejects.not.toBeInstanceOf(CognitoError);
    expect(reads).toHaveLength(1);
  });
});
