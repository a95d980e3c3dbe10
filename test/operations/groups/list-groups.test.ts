import { describe, expect, it } from 'vitest';
import { testPools } from '#test/world.ts';
import { ABSENT_POOL, BAD_TOKEN, NO_POOL, pages } from './setup.ts';

const service = testPools();
type Named = { readonly GroupName: string };

async function withGroups(...names: readonly string[]) {
  const test = await service.pool();
  for (const GroupName of names) await test.call('CreateGroup', { GroupName });
  const list = (more: object = {}) => test.call('ListGroups', more);
  return { ...test, list };
}

describe('ListGroups', () => {
  it('lists the groups of the pool in the order of their names, page by page', async () => {
    const { app, list } = await withGroups('c', 'a', 'e', 'b', 'd');
    const found = await pages<Named>((more) => list({ Limit: 2, ...more }), 'Groups');
    expect(found.map((page) => page.map(({ GroupName }) => GroupName))).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    app.roundTrips.reset();
    const all = await list();
    expect(all.Groups).toHaveLength(5);
    expect(all).not.toHaveProperty('NextToken');
    expect({ ...app.roundTrips }).toMatchObject({ reads: 2, writes: 0, staleReads: [] });
  });

  it('shows all that is set', async () => {
    const { call, list } = await withGroups();
    const { Group } = await call('CreateGroup', { GroupName: 'a', Description: 'b', Precedence: 3 });
    expect((await list()).Groups).toEqual([Group]);
  });

  it('takes 0 to 60 for a page, and 0 means 60', async () => {
    const { list } = await withGroups('a', 'b');
    for (const Limit of [-1, 61]) {
      await expect(list({ Limit })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    }
    expect((await list({ Limit: 0 })).Groups).toHaveLength(2);
  });

  it('refuses tokens that are forged, old or of another list', async () => {
    const { app, call, create, list } = await withGroups('a', 'b');
    const other = await withGroups('a', 'b');
    const { NextToken } = await list({ Limit: 1 });
    await create('ann');
    for (const GroupName of ['a', 'b']) await call('AdminAddUserToGroup', { GroupName, Username: 'ann' });
    const ofUser = await call('AdminListGroupsForUser', { Username: 'ann', Limit: 1 });
    for (const token of ['forged', (await other.list({ Limit: 1 })).NextToken, ofUser.NextToken]) {
      await expect(list({ NextToken: token })).rejects.toMatchObject(BAD_TOKEN);
    }
    app.advance(3_600_000 - 1);
    expect((await list({ NextToken })).Groups).toMatchObject([{ GroupName: 'b' }]);
    app.advance(1);
    await expect(list({ NextToken })).rejects.toMatchObject(BAD_TOKEN);
  });

  it('answers an empty list for a pool without groups, an error for no pool', async () => {
    const { list } = await withGroups();
    expect(await list()).toEqual({ Groups: [] });
    await expect(list({ UserPoolId: ABSENT_POOL })).rejects.toMatchObject(NO_POOL);
  });
});
