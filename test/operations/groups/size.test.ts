import { beforeAll, describe, expect, it } from 'vitest';
import { createTableClient, type TableClient } from '#adapters/dynamo/client.ts';
import type { Pool } from '#core/pools/pool.ts';
import { newUser } from '#core/users/new-user.ts';
import type { OwnGroup } from '#core/users/user.ts';
import { createTestApp, TEST_REGION, type TestApp } from '#test/app.ts';
import { callOf } from '#test/call.ts';
import { createPool } from '#test/fixtures.ts';
import { storeEndpoint } from '#test/store.ts';
import { type Meter, meterTable } from '../../../bench/cost/meter.ts';
import { finishJobs, storeGroups } from './setup.ts';

/** One group has all users, and each user is in three of the others as well. */
const USERS = Number(process.env.OWNPOOL_GROUP_USERS ?? 200);
const GROUPS = Number(process.env.OWNPOOL_GROUPS ?? 20);
const GroupName = 'everyone';
const Limit = 50;
const AT_ONCE = 10;
const MINUTES = 60_000;

/** What was asked of the table since the meter was last read. */
function spent(meter: Meter) {
  const { roundTrips, touches, billedByStore } = meter.take();
  const readUnits = touches.reduce((sum, { read }) => sum + read, 0);
  return { roundTrips, readUnits, billedByStore };
}

async function storeUsers(app: TestApp, pool: Pool, groups: readonly OwnGroup[]): Promise<void> {
  const [everyone, ...others] = groups as readonly [OwnGroup, ...OwnGroup[]];
  for (let from = 0; from < USERS; from += AT_ONCE) {
    const changes = Array.from({ length: Math.min(AT_ONCE, USERS - from) }, (_, at) => {
      const index = from + at;
      // All names are of one length, so that all users are of one size.
      const username = `user${String(index).padStart(7, '0')}`;
      const user = newUser(callOf(app.deps, { pool }), {
        username,
        attributes: { email: `${username}@example.com` },
        status: 'CONFIRMED',
        writer: 'service',
      });
      const own = [everyone, ...[0, 1, 2].map((step) => others[(index + step) % others.length]!)];
      const memberships = own.map(({ name, gid }) => ({ poolId: pool.id, sub: user.sub, group: name, gid }));
      return [
        { op: 'create', kind: 'user', value: { ...user, groups: own } } as const,
        ...memberships.map((value) => ({ op: 'put', kind: 'membership', value }) as const),
      ];
    });
    if (await app.deps.records.commit(changes.flat())) throw new Error('One of the users exists.');
  }
}

describe(`${USERS} users in ${GROUPS} groups`, () => {
  let app: TestApp;
  let meter: Meter;
  const commands: string[] = [];
  let UserPoolId: string;
  beforeAll(async () => {
    app = await createTestApp({
      wrapTable: (table) => {
        const { tableName } = table;
        const metered = createTableClient({ tableName, endpoint: storeEndpoint(), region: TEST_REGION });
        remember(commands, metered);
        meter = meterTable(metered, table);
        return metered;
      },
    });
    const pool = await createPool(app);
    UserPoolId = pool.id;
    const names = Array.from({ length: GROUPS - 1 }, (_, index) => `group-${String(index).padStart(3, '0')}`);
    await storeUsers(app, pool, await storeAll(pool.id, [GroupName, ...names]));
  }, 60 * MINUTES);

  /** In commits that a transaction holds. */
  async function storeAll(poolId: string, names: readonly string[]): Promise<readonly OwnGroup[]> {
    const stored: OwnGroup[] = [];
    for (let from = 0; from < names.length; from += 50) {
      stored.push(...(await storeGroups(app, poolId, names.slice(from, from + 50))));
    }
    return stored;
  }

  const call = (operation: string, input: object = {}) => app.call(operation, { UserPoolId, ...input });

  it('have first and last pages of ListUsersInGroup that cost the same', { timeout: 10 * MINUTES }, async () => {
    const costs: ReturnType<typeof spent>[] = [];
    const names = new Set<string>();
    let NextToken: string | undefined;
    // The pool and the group are in the cache from then on.
    await call('ListUsersInGroup', { GroupName, Limit });
    do {
      meter.take();
      const page = await call('ListUsersInGroup', { GroupName, Limit, NextToken });
      costs.push(spent(meter));
      for (const { Username } of page.Users) names.add(Username);
      expect(page.Users).toHaveLength(Limit);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(names.size).toBe(USERS);
    expect(costs).toHaveLength(USERS / Limit);
    const [first, last] = [costs[0]!, costs.at(-1)!];
    expect(first.readUnits).toBeGreaterThanOrEqual(Limit);
    expect(last).toEqual(first);
    if (process.env.OWNPOOL_GROUP_USERS) console.log({ pages: costs.length, first, last });
  });

  it('get one more member in one transaction', async () => {
    await call('AdminCreateUser', { Username: 'ada', MessageAction: 'SUPPRESS' });
    await call('AdminGetUser', { Username: 'ada' });
    commands.length = 0;
    await call('AdminAddUserToGroup', { GroupName, Username: 'ada' });
    expect(commands.filter((name) => !/^(BatchGet|Get|Query)/.test(name))).toEqual(['TransactWriteItemsCommand']);
    if (process.env.OWNPOOL_GROUP_USERS) console.log({ commands });
    await call('AdminRemoveUserFromGroup', { GroupName, Username: 'ada' });
  });

  it('leave a group at once that is deleted and created again', { timeout: 60 * MINUTES }, async () => {
    const { Users } = await call('ListUsersInGroup', { GroupName, Limit: 1 });
    const [{ Username }] = Users;
    meter.take();
    await call('DeleteGroup', { GroupName });
    const deletion = spent(meter);
    await call('CreateGroup', { GroupName });
    expect(await call('ListUsersInGroup', { GroupName })).toEqual({ Users: [] });
    const namesOf = async () => {
      const { Groups } = await call('AdminListGroupsForUser', { Username });
      return Groups.map((group: { readonly GroupName: string }) => group.GroupName);
    };
    expect(await namesOf()).toHaveLength(3);
    // However many members there were, this is one read and one commit.
    expect(deletion.roundTrips).toBe(2);
    await call('AdminAddUserToGroup', { GroupName, Username });
    await finishJobs(app);
    expect((await call('ListUsersInGroup', { GroupName })).Users).toMatchObject([{ Username }]);
    expect((await namesOf()).sort()).toContain(GroupName);
    if (process.env.OWNPOOL_GROUP_USERS) console.log({ deletion });
  });
});

/** Adds the names of the commands that a table gets to a list. */
function remember(names: string[], { client }: TableClient): void {
  client.middlewareStack.add(
    (next, context) => (args) => {
      names.push(String((context as { commandName?: string }).commandName));
      return next(args);
    },
    { step: 'initialize', name: 'rememberCommands', override: true },
  );
}
