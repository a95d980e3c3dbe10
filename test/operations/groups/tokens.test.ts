import { beforeAll, describe, expect, it } from 'vitest';
import { CONFIGURATION_CACHE_MS } from '#core/configuration.ts';
import { MOST_OF_USER } from '#core/groups/group.ts';
import { provideContainer } from '#runtime/container.ts';
import { anotherClient, claimsOf, type TestPool, testPools } from '#test/world.ts';
import { rotating } from '../sign-in/refresh.ts';
import { ROLE, storeGroups } from './setup.ts';

const OTHER_ROLE = `${ROLE}-2`;
const { app, pool } = testPools();
let test: TestPool;
let n = 0;

beforeAll(async () => {
  test = await pool();
});

const call = (operation: string, input: object) => test.call(operation, input);
const create = (GroupName: string, input: object = {}) => call('CreateGroup', { GroupName, ...input });
const add = (Username: string, GroupName: string) => call('AdminAddUserToGroup', { Username, GroupName });

/** A user in new groups with these settings, whose names begin with the user's. */
async function member(groups: Readonly<Record<string, object>> = {}) {
  const username = `user${n++}`;
  await test.add(username);
  const named = (name: string) => `${username}-${name}`;
  for (const [name, settings] of Object.entries(groups)) {
    await create(named(name), settings);
    await add(username, named(name));
  }
  return { username, named };
}

const ABOUT_GROUPS = ['cognito:groups', 'cognito:roles', 'cognito:preferred_role'];
const aboutGroups = (token: string) =>
  Object.fromEntries(Object.entries(claimsOf(token)).filter(([name]) => ABOUT_GROUPS.includes(name)));
const tokensOf = (username: string) => test.tokens(username);

describe('the tokens of a user', () => {
  it('have no claim about groups when there is none', async () => {
    const { AccessToken, IdToken } = await tokensOf((await member()).username);
    expect([aboutGroups(AccessToken), aboutGroups(IdToken)]).toEqual([{}, {}]);
  });

  it('name the groups by precedence, and the ID token the roles', async () => {
    const { username, named } = await member({
      c: {},
      b: { Precedence: 2, RoleArn: OTHER_ROLE },
      a: { Precedence: 10 },
      d: { Precedence: 1, RoleArn: ROLE },
    });
    const { AccessToken, IdToken } = await tokensOf(username);
    const groups = { 'cognito:groups': ['d', 'b', 'a', 'c'].map(named) };
    expect(aboutGroups(AccessToken)).toEqual(groups);
    const roles = { 'cognito:roles': [ROLE, OTHER_ROLE], 'cognito:preferred_role': ROLE };
    expect(aboutGroups(IdToken)).toEqual({ ...groups, ...roles });
    const { IdToken: srp } = (await test.signInSrp(username)).AuthenticationResult;
    expect(aboutGroups(srp)).toEqual({ ...groups, ...roles });
  });

  it('name the groups as they are at a refresh', async () => {
    const { username, named } = await member({ a: {} });
    const { RefreshToken } = await tokensOf(username);
    await create(named('b'), { Precedence: 1, RoleArn: ROLE });
    await add(username, named('b'));
    await call('AdminRemoveUserFromGroup', { Username: username, GroupName: named('a') });
    const { AccessToken, IdToken } = (await test.refresh(RefreshToken)).AuthenticationResult;
    expect(aboutGroups(AccessToken)).toEqual({ 'cognito:groups': [named('b')] });
    expect(aboutGroups(IdToken)).toMatchObject({ 'cognito:preferred_role': ROLE });
  });

  it('name them after a rotation too', async () => {
    const { username, named } = await member({ a: {} });
    const rotated = await anotherClient(test, rotating(0));
    const { RefreshToken } = await rotated.tokens(username);
    const answer = await rotated.clientCall('GetTokensFromRefreshToken', { RefreshToken });
    expect(aboutGroups(answer.AuthenticationResult.AccessToken)).toEqual({ 'cognito:groups': [named('a')] });
  });

  it('cost no round trip more, once the groups have been read', async () => {
    const { username } = await member({ a: {}, b: { Precedence: 1 } });
    const plain = await member();
    const costs: object[] = [];
    for (const name of [username, username, plain.username]) {
      app.roundTrips.reset();
      await tokensOf(name);
      costs.push({ ...app.roundTrips });
    }
    expect(costs[0]).toMatchObject({ reads: 4, writes: 1 });
    expect(costs[1]).toMatchObject({ reads: 3, writes: 1, staleReads: [] });
    expect(costs[2]).toEqual(costs[1]);
  });

  it('are signed for a user in as many groups as there may be, with the longest names, and can be used', async () => {
    const username = `user${n++}`;
    const names = Array.from({ length: MOST_OF_USER }, (_, i) => `${'€'.repeat(124)}-${i}`);
    await test.add(username, { groups: await storeGroups(app, test.pool.id, names) });
    const { AccessToken } = await tokensOf(username);
    expect(claimsOf(AccessToken)['cognito:groups']).toHaveLength(MOST_OF_USER);
    expect((await app.call('GetUser', { AccessToken })).Username).toBe(username);
  });
});

describe('another process', () => {
  /** From now on requests are answered by a process that has read nothing yet. */
  async function inAnotherProcess<T>(work: () => Promise<T>): Promise<T> {
    const { createConfiguration } = await import('#core/configuration.ts');
    const { records, clock } = app.deps;
    provideContainer(async () => ({ ...app.deps, configuration: createConfiguration(records, clock) }));
    try {
      return await work();
    } finally {
      provideContainer(async () => app.deps);
    }
  }

  it('names a group at once to which a user is added, also when an earlier one had its name', async () => {
    const { username, named } = await member({ a: {} });
    const groups = async () => claimsOf((await tokensOf(username)).AccessToken)['cognito:groups'];
    expect(await groups()).toEqual([named('a')]);
    await inAnotherProcess(async () => {
      await call('DeleteGroup', { GroupName: named('a') });
      await create(named('a'), { RoleArn: ROLE });
      await create(named('b'));
      await add(username, named('b'));
    });
    expect(await groups()).toContain(named('b'));
    await inAnotherProcess(() => add(username, named('a')));
    expect(aboutGroups((await tokensOf(username)).IdToken)).toMatchObject({
      'cognito:groups': [named('a'), named('b')],
      'cognito:roles': [ROLE],
    });
  });

  it('takes a changed or deleted group for what it was for ten seconds at most', async () => {
    const { username, named } = await member({ a: { RoleArn: ROLE }, b: { RoleArn: ROLE } });
    const idClaims = async () => aboutGroups((await tokensOf(username)).IdToken);
    const before = await idClaims();
    await inAnotherProcess(async () => {
      await call('UpdateGroup', { GroupName: named('a'), RoleArn: OTHER_ROLE, Precedence: 0 });
      await call('DeleteGroup', { GroupName: named('b') });
    });
    app.advance(CONFIGURATION_CACHE_MS - 1);
    expect(await idClaims()).toEqual(before);
    app.advance(1);
    expect(await idClaims()).toEqual({
      'cognito:groups': [named('a')],
      'cognito:roles': [OTHER_ROLE],
      'cognito:preferred_role': OTHER_ROLE,
    });
  });

  it('takes a change of its own for what it is at once', async () => {
    const { username, named } = await member({ a: { RoleArn: ROLE } });
    await tokensOf(username);
    await call('UpdateGroup', { GroupName: named('a'), RoleArn: OTHER_ROLE });
    expect(aboutGroups((await tokensOf(username)).IdToken)).toMatchObject({ 'cognito:roles': [OTHER_ROLE] });
    await call('DeleteGroup', { GroupName: named('a') });
    expect(aboutGroups((await tokensOf(username)).IdToken)).toEqual({});
  });
});
