import { describe, expect, it } from 'vitest';
import type { Client } from '#core/clients/client.ts';
import { CONFIGURATION_CACHE_MS, createConfiguration } from '#core/configuration.ts';
import { CognitoError, fail } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { Records } from '#ports/records.ts';

const aPool = (id: string, name = 'old') => ({ id, name, version: 1 }) as Pool;
const aClient = (id: string, clientName = 'old', poolId = 'p1') => ({ id, poolId, clientName, version: 1 }) as Client;

function setUp() {
  let now = 1_000_000;
  const table = new Map<string, Pool | Client>();
  const reads: string[] = [];
  let gate: Promise<void> | undefined;
  const records = {
    async read(refs: Record<string, { kind: string; id: { id: string } }>) {
      const [[name, ref]] = Object.entries(refs) as [[string, { kind: string; id: { id: string } }]];
      const id = `${ref.kind} ${ref.id.id}`;
      reads.push(id);
      const value = table.get(id);
      await gate;
      return { [name]: value };
    },
    async signingKeys(poolId: string) {
      reads.push(`keys ${poolId}`);
      return table.has(`keys ${poolId}`) ? [{ kid: 'k' }] : [];
    },
  } as unknown as Records;
  return {
    table,
    reads,
    configuration: createConfiguration(records, { now: () => now }),
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

const nameOf = (pool: Pool) => pool.name;

describe('the configuration cache', () => {
  it('serves what it has read for ten seconds and then reads again', async () => {
    const { table, configuration, advance, reads } = setUp();
    table.set('pool p1', aPool('p1'));
    expect(await configuration.withPool('p1', nameOf)).toBe('old');
    table.set('pool p1', aPool('p1', 'new'));
    advance(CONFIGURATION_CACHE_MS - 1);
    expect(await configuration.withPool('p1', nameOf)).toBe('old');
    expect((await configuration.pool('p1'))?.name).toBe('old');
    expect(reads).toHaveLength(1);
    advance(1);
    expect(await configuration.withPool('p1', nameOf)).toBe('new');
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
    const { table, configuration } = setUp();
    expect(await configuration.pool('p1')).toBeUndefined();
    expect(await configuration.client('c1')).toBeUndefined();
    expect(await configuration.signingKeys('p1')).toStrictEqual([]);
    await expect(configuration.withPool('p1', nameOf)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    table.set('pool p1', aPool('p1')).set('client c1', aClient('c1')).set('keys p1', aPool('p1'));
    expect(await configuration.pool('p1')).toBeDefined();
    expect(await configuration.client('c1')).toBeDefined();
    expect(await configuration.signingKeys('p1')).toStrictEqual([{ kid: 'k' }]);
    expect(await configuration.withPool('p1', nameOf)).toBe('old');
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
  const onlyNew = ({ name }: Pool) => (name === 'new' ? 'in' : fail('NotAuthorizedException'));

  it('that rests on a cached pool is judged once more by the table', async () => {
    const { table, configuration, reads } = setUp();
    table.set('pool p1', aPool('p1'));
    await configuration.pool('p1');
    table.set('pool p1', aPool('p1', 'new'));
    expect(await configuration.withPool('p1', onlyNew)).toBe('in');
    expect(reads).toHaveLength(2);
  });

  it('that rests on the table is final, and so is the second one', async () => {
    const { table, configuration, reads } = setUp();
    table.set('pool p1', aPool('p1'));
    const refused = { name: 'NotAuthorizedException' };
    await expect(configuration.withPool('p1', onlyNew)).rejects.toMatchObject(refused);
    expect(reads).toHaveLength(1);
    await expect(configuration.withPool('p1', onlyNew)).rejects.toMatchObject(refused);
    expect(reads).toHaveLength(2);
  });

  it.each(['client', 'pool', 'both'])('that rests on a cached %s is judged once more', async (cached) => {
    const { table, configuration } = setUp();
    table.set('client c1', aClient('c1')).set('pool p1', aPool('p1'));
    if (cached !== 'pool') await configuration.client('c1');
    if (cached !== 'client') await configuration.pool('p1');
    table.set('client c1', aClient('c1', 'new')).set('pool p1', aPool('p1', 'new'));
    const use = (client: Client, pool: Pool) =>
      client.clientName === 'new' && pool.name === 'new' ? 'in' : fail('InvalidParameterException');
    expect(await configuration.withClient('c1', use)).toBe('in');
  });

  it('of a client that is unknown or of another pool is ResourceNotFoundException', async () => {
    const { table, configuration } = setUp();
    const missing = { name: 'ResourceNotFoundException', message: 'User pool client c1 does not exist.' };
    await expect(configuration.withClient('c1', () => 'in')).rejects.toMatchObject(missing);
    table.set('client c1', aClient('c1'));
    await expect(configuration.withClient('c1', () => 'in')).rejects.toMatchObject(missing);
    table.set('pool p1', aPool('p1'));
    expect(await configuration.withClient('c1', () => 'in')).toBe('in');
    expect(await configuration.withClient('c1', () => 'in', 'p1')).toBe('in');
    await expect(configuration.withClient('c1', () => 'in', 'p2')).rejects.toMatchObject(missing);
  });

  it('is not made of an unexpected error', async () => {
    const { table, configuration, reads } = setUp();
    table.set('pool p1', aPool('p1'));
    await configuration.pool('p1');
    const broken = configuration.withPool('p1', () => {
      throw new TypeError('broken');
    });
    await expect(broken).rejects.toThrow(TypeError);
    await expect(broken).rejects.not.toBeInstanceOf(CognitoError);
    expect(reads).toHaveLength(1);
  });
});
