import { describe, expect, it } from 'vitest';
import { testPools } from '#test/world.ts';
import { ABSENT_POOL, BAD_TOKEN, finishJobs, NO_POOL, NO_USER, pages } from './setup.ts';

const service = testPools();
type Named = { readonly GroupName: string };

async function withGroups(...names: readonly string[]) {
  const test = await service.pool();
  for (const username of ['ann', 'bob']) await test.create(username);
  for (const GroupName of names) {
    await test.call('CreateGroup', { GroupName });
    await test.call('AdminAddUserToGroup', { GroupName, Username: 'ann' });
  }
  const list = (more: object = {}) => test.call('AdminListGroupsForUser', { Username: 'ann', ...more });
  return { ...test, list };
}

describe('AdminListGroupsForUser', () => {
  it("lists the user's groups in the order of their names, page by page", async () => {
    const { call, list } = await withGroups('c', 'a', 'e', 'b', 'd');
    await call('CreateGroup', { GroupName: 'other' });
    const found = await pages<Named>((more) => list({ Limit: 2, ...more }), 'Groups');
    expect(found.map((page) => page.map(({ GroupName }) => GroupName))).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    const { Groups } = await call('ListGroups');
    expect(await list()).toEqual({ Groups: Groups.filter(({ GroupName }: Named) => GroupName !== 'other') });
    expect(await list({ Username: 'bob' })).toEqual({ Groups: [] });
  });

  it('lists groups with the names of members that every object has', async () => {
    const { list } = await withGroups('__proto__', 'constructor');
    expect((await list()).Groups).toMatchObject([{ GroupName: '__proto__' }, { GroupName: 'constructor' }]);
    expect(await list({ Username: 'bob' })).toEqual({ Groups: [] });
  });

  it('takes the same round trips for every page', async () => {
    const { app, list } = await withGroups('a', 'b', 'c');
    for (let NextToken: string | undefined, page = 0; page < 3; page++) {
      app.roundTrips.reset();
      NextToken = (await list({ Limit: 1, NextToken })).NextToken;
      expect({ ...app.roundTrips }).toMatchObject({ reads: 4, writes: 0, staleReads: [] });
    }
  });

  it('does not list a deleted group, nor a later one of its name', async () => {
    const { app, call, list } = await withGroups('a', 'b');
    await call('DeleteGroup', { GroupName: 'a' });
    expect((await list()).Groups).toMatchObject([{ GroupName: 'b' }]);
    const first = await list({ Limit: 1 });
    expect(first.Groups).toEqual([]);
    expect((await list({ NextToken: first.NextToken })).Groups).toMatchObject([{ GroupName: 'b' }]);
    await call('CreateGroup', { GroupName: 'a' });
    expect((await list()).Groups).toMatchObject([{ GroupName: 'b' }]);
    await finishJobs(app);
    expect((await list({ Limit: 1 })).Groups).toMatchObject([{ GroupName: 'b' }]);
  });

  it('refuses tokens of another user, no user, no pool and wrong limits', async () => {
    const { call, list } = await withGroups('a', 'b');
    for (const GroupName of ['a', 'b']) await call('AdminAddUserToGroup', { GroupName, Username: 'bob' });
    const { NextToken } = await list({ Limit: 1 });
    await expect(list({ Username: 'bob', NextToken })).rejects.toMatchObject(BAD_TOKEN);
    await expect(list({ Username: 'nobody' })).rejects.toMatchObject(NO_USER);
    await expect(list({ UserPoolId: ABSENT_POOL })).rejects.toMatchObject(NO_POOL);
    await expect(list({ Limit: 61 })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect((await list({ Limit: 0 })).Groups).toHaveLength(2);
  });
});
