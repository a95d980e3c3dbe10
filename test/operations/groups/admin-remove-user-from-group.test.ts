import { describe, expect, it } from 'vitest';
import { testPools } from '#test/world.ts';
import { inconsistencies } from '../../faults/checker.ts';
import { ABSENT_POOL, NO_GROUP, NO_POOL, NO_USER } from './setup.ts';

const service = testPools();
const GroupName = 'editors';

async function withMember() {
  const test = await service.pool();
  for (const name of [GroupName, 'other']) await test.call('CreateGroup', { GroupName: name });
  await test.create('ann');
  for (const name of [GroupName, 'other']) await test.call('AdminAddUserToGroup', { GroupName: name, Username: 'ann' });
  const remove = (more: object = {}) => test.call('AdminRemoveUserFromGroup', { GroupName, Username: 'ann', ...more });
  return { ...test, remove };
}

describe('AdminRemoveUserFromGroup', () => {
  it('removes the user from this group, in one transaction, and answers nothing', async () => {
    const { app, call, remove, stored } = await withMember();
    app.roundTrips.reset();
    expect(await remove()).toBeUndefined();
    expect({ ...app.roundTrips }).toMatchObject({ reads: 3, writes: 1, staleReads: [] });
    expect((await call('ListUsersInGroup', { GroupName })).Users).toEqual([]);
    expect((await stored('ann'))!.groups).toMatchObject([{ name: 'other' }]);
    expect(await inconsistencies(app.table, app.deps.keys)).toEqual([]);
    await remove({ GroupName: 'other' });
    expect(await stored('ann')).not.toHaveProperty('groups');
  });

  it('writes nothing for a user who is not in the group', async () => {
    const { app, remove, stored } = await withMember();
    await remove();
    const before = await stored('ann');
    app.roundTrips.reset();
    expect(await remove()).toBeUndefined();
    expect(app.roundTrips.writes).toBe(0);
    expect(await stored('ann')).toEqual(before);
  });

  it('has one outcome when several are removed and added at the same time', async () => {
    const { app, call, remove, stored } = await withMember();
    const add = () => call('AdminAddUserToGroup', { GroupName, Username: 'ann' });
    await Promise.all(Array.from({ length: 12 }, (_, n) => (n % 2 === 0 ? remove() : add())));
    expect(await inconsistencies(app.table, app.deps.keys)).toEqual([]);
    const isIn = (await stored('ann'))!.groups!.some(({ name }) => name === GroupName);
    expect((await call('ListUsersInGroup', { GroupName })).Users).toHaveLength(isIn ? 1 : 0);
  });

  it('refuses no group, no user, those of another pool, and no pool', async () => {
    const { remove, stored } = await withMember();
    await (await service.pool()).call('CreateGroup', { GroupName: 'foreign' });
    await expect(remove({ GroupName: 'foreign' })).rejects.toMatchObject(NO_GROUP);
    await expect(remove({ Username: 'nobody' })).rejects.toMatchObject(NO_USER);
    await expect(remove({ UserPoolId: ABSENT_POOL })).rejects.toMatchObject(NO_POOL);
    expect((await stored('ann'))!.groups).toHaveLength(2);
  });
});
