import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { keyOf } from '#adapters/dynamo/keys.ts';
import type { Client } from '#core/clients/client.ts';
import { CognitoError } from '#core/errors.ts';
import { HANDLERS } from '#core/job-handlers/handlers.ts';
import { jobChange } from '#core/jobs/create.ts';
import { runDueJobs } from '#core/jobs/run.ts';
import type { Pool } from '#core/pools/pool.ts';
import { newUser } from '#core/users/new-user.ts';
import type { User } from '#core/users/user.ts';
import type { Logger } from '#ports/logger.ts';
import type { Records, Unversioned } from '#ports/records.ts';
import { testApp } from '#test/app.ts';
import { callOf } from '#test/call.ts';
import { createClient, createPool } from '#test/fixtures.ts';

const MINUTE = 60_000;
const silent: Logger = { info: () => {}, warn: () => {}, error: () => {} };

const app = testApp(beforeEach);

type Populated = { readonly pool: Pool; readonly client: Client; readonly users: readonly User[] };

async function addUser(pool: Pool, username: string): Promise<User> {
  const attributes = { email: `${username}@example.com`, email_verified: 'true' };
  const user = newUser(callOf(app.deps, { pool }), { username, attributes, status: 'CONFIRMED', writer: 'service' });
  const lost = await app.deps.records.commit([
    { op: 'create', kind: 'user', value: user },
    { op: 'create', kind: 'family', value: familyOf(user) },
  ]);
  expect(lost).toBeUndefined();
  return { ...user, version: 1 };
}

function familyOf({ poolId, sub }: Pick<User, 'poolId' | 'sub'>, eventId = 'event'): Unversioned<'family'> {
  const now = app.deps.clock.now();
  const rest = { clientId: 'client', signOutEpoch: 0, originJti: 'jti', generation: 0 };
  return { poolId, sub, eventId, authTime: now, expiresAt: now + 1_000_000_000, ...rest };
}

async function populate(users: number): Promise<Populated> {
  const { Id } = (await app.call('CreateUserPool', { PoolName: 'pool', AliasAttributes: ['email'] })).UserPool;
  const pool = (await app.deps.configuration.pool(Id))!;
  const client = await createClient(app, pool);
  const names = Array.from({ length: users }, (_, n) => `user-${n}`);
  const added: User[] = [];
  for (const name of names) added.push(await addUser(pool, name));
  await app.deps.records.countUsers(Id, users);
  return { pool, client, users: added };
}

/** How many records of each kind are left, the pool's own apart. */
async function left({ pool, client, users }: Populated) {
  const { records } = app.deps;
  const found = { clients: 0, users: 0, names: 0, families: 0 };
  if ((await records.read({ client: { kind: 'client', id: client } })).client) found.clients++;
  for (const user of users) {
    const { own, name, email, family } = await records.read({
      own: { kind: 'user', id: user },
      name: { kind: 'name', id: { poolId: pool.id, name: user.username } },
      email: { kind: 'name', id: { poolId: pool.id, name: user.attributes.email! } },
      family: { kind: 'family', id: { poolId: pool.id, sub: user.sub, eventId: 'event' } },
    });
    if (own) found.users++;
    if (family) found.families++;
    for (const one of [name, email]) if (one) found.names++;
  }
  const keys = (await records.within('signingKey', { poolId: pool.id })).values.length;
  return { ...found, keys, counted: await records.estimatedUsers(pool.id) };
}

const NOTHING = { clients: 0, users: 0, names: 0, families: 0, keys: 0, counted: 0 };
const ALL_OF_TWO = { clients: 1, users: 2, names: 4, families: 2, keys: 2, counted: 2 };

/** Runs until nothing is due; answers the number of slices. */
async function settle(records: Records = app.deps.records): Promise<number> {
  for (let slices = 0; slices < 50; ) {
    const worked = await runDueJobs({ ...app.deps, records, logger: silent }, HANDLERS);
    if (worked === 0) return slices;
    slices += worked;
  }
  throw new Error('The jobs never end.');
}

const dueInAnHour = () => app.deps.records.dueJobs(app.deps.clock.now() + 60 * MINUTE, 10);

describe('the deletion of a pool', () => {
  it('erases its users, names, clients, sessions, keys and counters, and nothing of another pool', async () => {
    const [deleted, kept] = [await populate(2), await populate(2)];
    expect(await left(deleted)).toEqual(ALL_OF_TWO);
    await app.call('DeleteUserPool', { UserPoolId: deleted.pool.id });
    expect(await settle()).toBeGreaterThan(0);
    expect(await left(deleted)).toEqual(NOTHING);
    expect(await left(kept)).toEqual(ALL_OF_TWO);
  });

  it('looks a second time a minute later for what was written meanwhile, and then is over', async () => {
    const deleted = await populate(1);
    await app.call('DeleteUserPool', { UserPoolId: deleted.pool.id });
    await settle();
    const late = await addUser(deleted.pool, 'late');
    expect(await settle()).toBe(0);
    app.advance(MINUTE);
    await settle();
    expect(await left({ ...deleted, users: [late] })).toEqual(NOTHING);
    expect(await dueInAnHour()).toEqual([]);
  });

  it('counts what it erases, and can be read for a day when it is over', async () => {
    const deleted = await populate(2);
    await app.call('DeleteUserPool', { UserPoolId: deleted.pool.id });
    await settle();
    const [waiting] = await dueInAnHour();
    // Of each user: itself, two names, four facets, a session. Of the pool: client, two keys, one shard of the counter.
    const erased = 2 * 8 + 4;
    expect(waiting).toMatchObject({ cursor: { sweep: 2 }, items: erased });
    app.advance(MINUTE);
    await settle();
    const now = app.deps.clock.now();
    const ended = (await app.deps.records.list('jobs', { finished: true }, { limit: 10 })).values;
    expect(ended).toMatchObject([
      { kind: 'delete-pool', finished: { at: now, result: { erased } }, expiresAt: now + 24 * 60 * MINUTE },
    ]);
    expect(ended[0]).not.toHaveProperty('leased');
    const { Item } = await app.table.client.send(
      new GetCommand({ TableName: app.table.tableName, Key: keyOf('job', ended[0]!) }),
    );
    expect(Item).toMatchObject({ ttl: now / 1000 + 24 * 3600 });
    expect((await app.deps.records.list('jobs', { finished: false }, { limit: 10 })).values).toEqual([]);
  });

  it('is resumed where it broke off', async () => {
    const deleted = await populate(3);
    await app.call('DeleteUserPool', { UserPoolId: deleted.pool.id });
    const { records } = app.deps;
    const breaking: Records = {
      ...records,
      erasePool: async (poolId) => {
        await records.erasePool(poolId, 1);
        throw new Error('The process ends here.');
      },
    };
    expect(await settle(breaking)).toBe(1);
    expect((await left(deleted)).users).toBe(2);
    expect(await settle()).toBe(0);
    app.advance(2 * MINUTE);
    await settle();
    expect(await left(deleted)).toEqual(NOTHING);
  });

  it('may erase again what is erased', async () => {
    const deleted = await populate(1);
    await app.call('DeleteUserPool', { UserPoolId: deleted.pool.id });
    await settle();
    expect(await app.deps.records.erasePool(deleted.pool.id, 100)).toEqual({ items: 0, over: true });
    expect(await left(deleted)).toEqual(NOTHING);
  });
});

describe('the deletion of a user', () => {
  async function deleteUser(user: User): Promise<void> {
    const { poolId, sub } = user;
    const lost = await app.deps.records.commit([
      { op: 'remove', kind: 'user', before: user },
      jobChange(callOf(app.deps), { kind: 'delete-user', poolId, sub }),
    ]);
    expect(lost).toBeUndefined();
  }

  it('erases the sessions, in slices, and nothing of the next user', async () => {
    const { pool, users, client } = await populate(2);
    const [user, other] = users;
    for (const part of [0, 1, 2]) {
      const many = Array.from({ length: 50 }, (_, n) => familyOf(user!, `event-${part}-${n}`));
      await app.deps.records.commit(many.map((value) => ({ op: 'create', kind: 'family', value }) as const));
    }
    await deleteUser(user!);
    expect(await settle()).toBe(2);
    const last = { kind: 'family', id: familyOf(user!, 'event-2-49') } as const;
    expect((await app.deps.records.read({ last })).last).toBeUndefined();
    expect(await left({ pool, client, users: [user!] })).toMatchObject({ users: 0, names: 0, families: 0 });
    expect(await left({ pool, client, users: [other!] })).toMatchObject({ users: 1, names: 2, families: 1 });
  });

  it('erases a session that began while the user was deleted', async () => {
    const { users } = await populate(1);
    await deleteUser(users[0]!);
    await settle();
    const late = familyOf(users[0]!, 'late');
    await app.deps.records.commit([{ op: 'create', kind: 'family', value: late }]);
    app.advance(MINUTE);
    await settle();
    expect((await app.deps.records.read({ late: { kind: 'family', id: late } })).late).toBeUndefined();
    expect(await dueInAnHour()).toEqual([]);
  });
});

describe('runDueJobs', () => {
  it('finds nothing to do in one read', async () => {
    app.roundTrips.reset();
    expect(await runDueJobs(app.deps, HANDLERS)).toBe(0);
    expect(app.roundTrips).toMatchObject({ reads: 1, writes: 0 });
  });

  it('gives a job to one of two runners', async () => {
    const pool = await createPool(app);
    await app.call('DeleteUserPool', { UserPoolId: pool.id });
    const worked = await Promise.all([
      runDueJobs(app.deps, HANDLERS),
      runDueJobs(app.deps, HANDLERS),
      runDueJobs(app.deps, HANDLERS),
    ]);
    expect(worked.reduce((sum, one) => sum + one)).toBe(1);
    expect(await dueInAnHour()).toMatchObject([{ cursor: { sweep: 2 } }]);
  });

  it('goes on with the next job when one fails, and logs which', async () => {
    const [bad, good] = [await createPool(app), await createPool(app)];
    await app.call('DeleteUserPool', { UserPoolId: bad.id });
    app.advance(1);
    await app.call('DeleteUserPool', { UserPoolId: good.id });
    const { records } = app.deps;
    const erasePool: Records['erasePool'] = (poolId, limit) =>
      poolId === bad.id ? Promise.reject(new TypeError('broken')) : records.erasePool(poolId, limit);
    const logged: unknown[] = [];
    const logger = { ...silent, error: (event: string, fields?: object) => logged.push({ event, ...fields }) };
    expect(await runDueJobs({ ...app.deps, logger, records: { ...records, erasePool } }, HANDLERS)).toBe(2);
    expect(logged).toMatchObject([{ event: 'job.failed', job: 'delete-pool', poolId: bad.id, error: 'TypeError' }]);
    const jobs = await dueInAnHour();
    const job = (pool: Pool) => jobs.find(({ poolId }) => poolId === pool.id);
    expect(job(bad)).not.toHaveProperty('cursor');
    expect(job(good)).toMatchObject({ cursor: { sweep: 2 } });
  });

  it('goes on with the next job when one cannot be leased, and logs which', async () => {
    const [bad, good] = [await createPool(app), await createPool(app)];
    await app.call('DeleteUserPool', { UserPoolId: bad.id });
    app.advance(1);
    await app.call('DeleteUserPool', { UserPoolId: good.id });
    const { records } = app.deps;
    const commit: Records['commit'] = (changes) =>
      changes.some((change) => change.op === 'update' && change.kind === 'job' && change.before.poolId === bad.id)
        ? Promise.reject(new CognitoError('TooManyRequestsException'))
        : records.commit(changes);
    const logged: unknown[] = [];
    const logger = { ...silent, error: (event: string, fields?: object) => logged.push({ event, ...fields }) };
    expect(await runDueJobs({ ...app.deps, logger, records: { ...records, commit } }, HANDLERS)).toBe(1);
    expect(logged).toMatchObject([{ event: 'job.not-leased', job: 'delete-pool', poolId: bad.id }]);
    const jobs = await dueInAnHour();
    expect(jobs.find(({ poolId }) => poolId === bad.id)).toMatchObject({ version: 1 });
    expect(jobs.find(({ poolId }) => poolId === good.id)).toMatchObject({ cursor: { sweep: 2 } });
  });

  it('leaves a job alone that another runner took over when the lease ran out', async () => {
    const pool = await createPool(app);
    await app.call('DeleteUserPool', { UserPoolId: pool.id });
    const { records } = app.deps;
    const erasePool: Records['erasePool'] = async () => {
      app.advance(2 * MINUTE);
      await runDueJobs(app.deps, HANDLERS);
      return { items: 0, over: false };
    };
    await runDueJobs({ ...app.deps, records: { ...records, erasePool } }, HANDLERS);
    expect(await dueInAnHour()).toMatchObject([{ cursor: { sweep: 2 }, dueAt: app.deps.clock.now() + MINUTE }]);
  });
});
