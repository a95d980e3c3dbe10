import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { keyOf } from '#adapters/dynamo/keys.ts';
import type { TokenFamily } from '#core/tokens/family.ts';
import type { Listing, Page, RecordOf, Records } from '#ports/records.ts';
import { countingClient } from '#test/counting-client.ts';
import {
  aClient,
  aCode,
  aFamily,
  aJob,
  anAccessKey,
  aPool,
  aSigningKey,
  aUser,
  create,
  type Fixture,
  OTHER_POOL,
  openRecords,
  POOL,
  remove,
  update,
} from './fixture.ts';

type Values<L extends keyof Listing> = readonly RecordOf<Listing[L]['kind']>[];

/** All pages of a listing. */
async function pages<L extends keyof Listing>(
  records: Records,
  listing: L,
  scope: Listing[L]['scope'],
  limit: number,
): Promise<Values<L>[]> {
  const all: Values<L>[] = [];
  let token: string | undefined;
  do {
    const page: Page<Values<L>[number]> = await records.list(listing, scope, { limit, ...(token && { token }) });
    all.push(page.values);
    token = page.nextToken;
  } while (token && all.length < 20);
  return all;
}

const tenUsers = (poolId = POOL) => Array.from({ length: 10 }, () => aUser({ poolId }));

describe('list', () => {
  it('goes page by page through everything of the scope, each record once, in order', async () => {
    const { records, commit } = await openRecords();
    const users = tenUsers();
    await commit(...users.map((user) => create('user', user)));
    await commit(...tenUsers(OTHER_POOL).map((user) => create('user', user)));
    const found = await pages(records, 'users', { poolId: POOL }, 4);
    expect(found.slice(0, 2).map((page) => page.length)).toStrictEqual([4, 4]);
    expect(found.flat().map(({ sub }) => sub)).toStrictEqual(users.map(({ sub }) => sub).sort());
  });

  it('knows pools by name, clients by pool and name, and access keys', async () => {
    const { records, commit } = await openRecords();
    const pools = [aPool({ name: 'b' }), aPool({ id: OTHER_POOL, name: 'a' })];
    const clients = [
      aClient({ id: 'c1', clientName: 'web' }),
      aClient({ id: 'c2', clientName: 'app' }),
      aClient({ id: 'c3', poolId: OTHER_POOL }),
    ];
    const keys = [anAccessKey({ id: 'OWNK1' }), anAccessKey({ id: 'OWNK2' })];
    await commit(
      ...pools.map((one) => create('pool', one)),
      ...clients.map((one) => create('client', one)),
      ...keys.map((one) => create('accessKey', one)),
    );
    expect((await pages(records, 'pools', {}, 1)).flat()).toStrictEqual([pools[1], pools[0]]);
    expect((await pages(records, 'clients', { poolId: POOL }, 5)).flat()).toStrictEqual([clients[1], clients[0]]);
    expect((await pages(records, 'accessKeys', {}, 5)).flat()).toStrictEqual(keys);
    expect((await pages(records, 'clients', { poolId: 'us-east-1_None' }, 5)).flat()).toStrictEqual([]);
  });

  it('shows a renamed record once, under its new name', async () => {
    const { records, commit } = await openRecords();
    await commit(create('pool', aPool({ name: 'a' })), create('pool', aPool({ id: OTHER_POOL, name: 'm' })));
    await commit(update('pool', aPool({ name: 'a' }), aPool({ name: 'z' })));
    expect((await pages(records, 'pools', {}, 10)).flat().map(({ name }) => name)).toStrictEqual(['m', 'z']);
  });

  it('reads the base table: what the index still or not yet has does not mislead', async () => {
    const { records, commit, faults } = await openRecords();
    const [gone, changed, fresh] = [aUser(), aUser(), aUser()];
    await commit(create('user', gone), create('user', changed));
    await faults.freezeIndex();
    await commit(remove('user', gone), update('user', changed, { ...changed, enabled: false }), create('user', fresh));
    expect(await records.list('users', { poolId: POOL }, { limit: 10 })).toStrictEqual({
      values: [{ ...changed, enabled: false, version: 2 }],
    });
    faults.thawIndex();
    expect((await records.list('users', { poolId: POOL }, { limit: 10 })).values).toHaveLength(2);
  });

  it('goes on at the right place in a frozen index, too', async () => {
    const { records, commit, faults } = await openRecords();
    const users = tenUsers();
    await commit(...users.map((user) => create('user', user)));
    await faults.freezeIndex();
    const found = await pages(records, 'users', { poolId: POOL }, 3);
    expect(found.map((page) => page.length)).toStrictEqual([3, 3, 3, 1]);
    expect(new Set(found.flat().map(({ sub }) => sub)).size).toBe(10);
  });
});

describe('a page of large records', () => {
  it('ends early, and the next one goes on', async () => {
    const { records, commit } = await openRecords();
    const users = Array.from({ length: 10 }, () => aUser({ attributes: { 'custom:x': 'x'.repeat(300_000) } }));
    for (const user of users) await commit(create('user', user));
    const all = await pages(records, 'users', { poolId: POOL }, 60);
    expect(all.map((page) => page.length)).toEqual([4, 4, 2]);
    expect(new Set(all.flat().map(({ sub }) => sub)).size).toBe(10);
  });
});

describe('a page token', () => {
  const refused = { name: 'InvalidParameterException' };

  async function withToken() {
    const store = await openRecords();
    await store.commit(...tenUsers().map((user) => create('user', user)));
    await store.commit(...['1', '2'].map((id) => create('client', aClient({ id }))));
    const { nextToken } = await store.records.list('users', { poolId: POOL }, { limit: 2 });
    return { ...store, token: nextToken! };
  }

  it('is refused for another listing or scope, and from another deployment', async () => {
    const { records, token } = await withToken();
    await expect(records.list('clients', { poolId: POOL }, { limit: 2, token })).rejects.toMatchObject(refused);
    await expect(records.list('users', { poolId: OTHER_POOL }, { limit: 2, token })).rejects.toMatchObject(refused);
    await expect(records.list('pools', {}, { limit: 2, token })).rejects.toMatchObject(refused);
    const other = await openRecords();
    await expect(other.records.list('users', { poolId: POOL }, { limit: 2, token })).rejects.toMatchObject(refused);
  });

  it('is refused when forged', async () => {
    const { records, token } = await withToken();
    const first = token[0] === 'A' ? 'B' : 'A';
    const plain = Buffer.from(JSON.stringify({ start: { pk: 'x' }, until: 9e15 })).toString('base64url');
    for (const forged of ['', 'x', plain, `${first}${token.slice(1)}`, token.slice(0, -1), `${token}=`, `${token}A`]) {
      await expect(records.list('users', { poolId: POOL }, { limit: 2, token: forged })).rejects.toMatchObject(refused);
    }
  });

  it('is good for one hour', async () => {
    const { records, token, advance } = await withToken();
    advance(3_600_000 - 1);
    expect((await records.list('users', { poolId: POOL }, { limit: 2, token })).values).toHaveLength(2);
    advance(1);
    await expect(records.list('users', { poolId: POOL }, { limit: 2, token })).rejects.toMatchObject(refused);
  });

  it('tells nothing of the keys of the table', async () => {
    const { token } = await withToken();
    expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain(POOL);
  });
});

describe('signing keys, counters and jobs', () => {
  it('answers all signing keys of the pool and of no other', async () => {
    const { records, commit } = await openRecords();
    const keys = [aSigningKey({ kid: 'a' }), aSigningKey({ kid: 'b', status: 'retired' })];
    const foreign = aSigningKey({ poolId: OTHER_POOL, kid: 'c' });
    await commit(create('pool', aPool()), ...[...keys, foreign].map((key) => create('signingKey', key)));
    await records.countUsers(POOL, 1);
    expect(await records.within('signingKey', { poolId: POOL })).toStrictEqual({ values: keys });
    expect(await records.within('signingKey', { poolId: 'us-east-1_None' })).toStrictEqual({ values: [] });
  });

  it('estimates the users of a pool, never below zero', async () => {
    const { records } = await openRecords();
    expect(await records.estimatedUsers(POOL)).toBe(0);
    await Promise.all(Array.from({ length: 20 }, () => records.countUsers(POOL, 1)));
    await records.countUsers(POOL, -3);
    expect(await records.estimatedUsers(POOL)).toBe(17);
    expect(await records.estimatedUsers(OTHER_POOL)).toBe(0);
    await records.countUsers(OTHER_POOL, -1);
    expect(await records.estimatedUsers(OTHER_POOL)).toBe(0);
  });

  it('answers due jobs, oldest first, and none that was finished or leased meanwhile', async () => {
    const { records, commit, faults } = await openRecords();
    const jobs = [300, 20, 1000].map((dueAt) => aJob({ dueAt }));
    await commit(...jobs.map((job) => create('job', job)));
    expect(await records.dueJobs(19, 10)).toStrictEqual([]);
    expect(await records.dueJobs(300, 10)).toStrictEqual([jobs[1], jobs[0]]);
    expect(await records.dueJobs(5000, 2)).toStrictEqual([jobs[1], jobs[0]]);
    await faults.freezeIndex();
    await commit(remove('job', jobs[0]!), update('job', jobs[1]!, { ...jobs[1]!, dueAt: 9000 }));
    expect(await records.dueJobs(5000, 10)).toStrictEqual([jobs[2]]);
  });

  it('finds the jobs that are wanted behind many that are not', async () => {
    const { records, commit } = await openRecords();
    const jobs = Array.from({ length: 12 }, (_, n) => aJob({ id: `${n}`, dueAt: n }));
    await commit(...jobs.map((job) => create('job', job)));
    const wanted = ({ id }: { readonly id: string }) => Number(id) >= 7;
    expect(await records.dueJobs(5000, 3, wanted)).toStrictEqual(jobs.slice(7, 10));
    expect(await records.dueJobs(5000, 20, wanted)).toStrictEqual(jobs.slice(7));
    expect(await records.dueJobs(5000, 3, () => false)).toStrictEqual([]);
  });

  it('lists jobs that are over apart from others, which alone are due, also while the index is behind', async () => {
    const { records, commit, faults } = await openRecords();
    const [open, ending] = [aJob({ id: 'open', dueAt: 5 }), aJob({ id: 'ending', dueAt: 4 })];
    const over = aJob({ id: 'over', dueAt: 3, finished: { at: 3, result: {} }, expiresAt: 1_000 });
    await commit(create('job', open), create('job', ending), create('job', over));
    const listed = async (finished: boolean) => (await records.list('jobs', { finished }, { limit: 10 })).values;
    expect(await listed(false)).toStrictEqual([ending, open]);
    expect(await listed(true)).toStrictEqual([over]);
    await faults.freezeIndex();
    await commit(update('job', ending, { ...ending, finished: { at: 6, result: {} }, dueAt: 6, expiresAt: 1_000 }));
    expect(await records.dueJobs(5000, 10)).toStrictEqual([open]);
    expect(await listed(false)).toStrictEqual([open]);
  });
});

describe('within', () => {
  const owner = { poolId: POOL, sub: 'sub-1' };
  const families = (count: number) =>
    Array.from({ length: count }, (_, n) => aFamily({ eventId: `event-${String(n).padStart(3, '0')}` }));

  async function eventIds({ records }: Fixture, limit: number): Promise<string[][]> {
    const all: string[][] = [];
    let token: string | undefined;
    do {
      const page: Page<TokenFamily> = await records.within('family', owner, { limit, ...(token && { token }) });
      all.push(page.values.map(({ eventId }) => eventId));
      token = page.nextToken;
    } while (token && all.length < 20);
    return all;
  }

  it('answers what stands below the parent and is of the kind, all or page by page, and reads nothing stale', async () => {
    const store = await openRecords();
    const all = families(7);
    await store.commit(...all.map((one) => create('family', one)), create('code', aCode()));
    await store.commit(create('family', aFamily({ sub: 'sub-2' })), create('family', aFamily({ poolId: OTHER_POOL })));
    const { roundTrips } = countingClient(store.table);
    expect(await store.records.within('family', owner)).toStrictEqual({ values: all });
    expect(roundTrips).toMatchObject({ reads: 1, staleReads: [] });
    expect((await store.records.within('code', owner)).values).toStrictEqual([aCode()]);
    const ids = all.map(({ eventId }) => eventId);
    expect(await eventIds(store, 3)).toStrictEqual([ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)]);
    expect(await eventIds(store, 7)).toStrictEqual([ids]);
    expect((await store.records.within('attempts', { poolId: POOL, subject: 'none' })).values).toStrictEqual([]);
  });

  it('knows kinds whose sort keys begin with nothing of their own', async () => {
    const { records, commit } = await openRecords();
    const jobs = ['a', 'b'].map((id) => aJob({ id }));
    await commit(...jobs.map((job) => create('job', job)), create('job', aJob({ poolId: OTHER_POOL })));
    expect((await records.within('job', { poolId: POOL })).values).toStrictEqual(jobs);
  });

  it('leaves out what is not authentic and fills the page with what follows', async () => {
    const store = await openRecords();
    const all = families(4);
    await store.commit(...all.map((one) => create('family', one)));
    const forged = { ...keyOf('family', all[1]!), t: 'family', v: 1, d: Buffer.from('x') };
    await store.table.client.send(new PutCommand({ TableName: store.table.tableName, Item: forged }));
    expect(await eventIds(store, 2)).toStrictEqual([['event-000', 'event-002'], ['event-003']]);
    expect(store.logged.map(({ event }) => event)).toContain('record.not-authentic');
  });

  it('ends a page of large records early, and goes on where DynamoDB stops by itself', async () => {
    const store = await openRecords();
    const all = families(9).map((one) => ({ ...one, originJti: 'x'.repeat(300_000) }));
    for (const one of all) await store.commit(create('family', one));
    expect((await eventIds(store, 60)).flat()).toHaveLength(9);
    expect((await eventIds(store, 60)).length).toBeGreaterThan(1);
    expect((await store.records.within('family', owner)).values).toHaveLength(9);
  });

  it('takes a token for the same kind, parent and request only', async () => {
    const { records, commit } = await openRecords();
    await commit(...families(3).map((one) => create('family', one)));
    const page = { limit: 1, boundTo: ['a'] };
    const { nextToken: token } = await records.within('family', owner, page);
    expect((await records.within('family', owner, { ...page, token })).values).toHaveLength(1);
    const refused = { name: 'InvalidParameterException' };
    await expect(records.within('code', owner, { ...page, token })).rejects.toMatchObject(refused);
    await expect(records.within('family', { ...owner, sub: 'x' }, { ...page, token })).rejects.toMatchObject(refused);
    await expect(records.within('family', owner, { limit: 1, token })).rejects.toMatchObject(refused);
    await expect(records.list('users', { poolId: POOL }, { limit: 1, token })).rejects.toMatchObject(refused);
  });
});
