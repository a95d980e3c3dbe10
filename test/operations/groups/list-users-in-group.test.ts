import { describe, expect, it } from 'vitest';
import { testPools } from '#test/world.ts';
import { ABSENT_POOL, BAD_TOKEN, finishJobs, NO_GROUP, NO_POOL, pages } from './setup.ts';

const service = testPools();
const GroupName = 'editors';
type Named = { readonly Username: string };

async function withMembers(count: number) {
  const test = await service.pool();
  await test.call('CreateGroup', { GroupName });
  await test.create('outsider');
  for (let n = 0; n < count; n++) {
    await test.create(`user-${n}`);
    await test.call('AdminAddUserToGroup', { GroupName, Username: `user-${n}` });
  }
  const list = (more: object = {}) => test.call('ListUsersInGroup', { GroupName, ...more });
  return { ...test, list };
}

const namesOf = (users: readonly Named[]) => users.map(({ Username }) => Username);

describe('ListUsersInGroup', () => {
  it('lists the users as ListUsers shows them', async () => {
    const { call, list } = await withMembers(1);
    await call('AdminUpdateUserAttributes', {
      Username: 'user-0',
      UserAttributes: [{ Name: 'email', Value: 'a@example.com' }],
    });
    const { Users } = await call('ListUsers', { Filter: 'username = "user-0"' });
    expect(await list()).toEqual({ Users });
  });

  it('lists each member once, page by page, in a stable order; every page costs the same', async () => {
    const { app, list } = await withMembers(5);
    const costs: object[] = [];
    const paged = async () =>
      pages<Named>(async (more) => {
        app.roundTrips.reset();
        const page = await list({ Limit: 2, ...more });
        costs.push({ ...app.roundTrips });
        return page;
      }, 'Users');
    const first = await paged();
    expect(first.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(namesOf(first.flat()).sort()).toEqual(['user-0', 'user-1', 'user-2', 'user-3', 'user-4']);
    expect(await paged()).toEqual(first);
    for (const cost of costs) expect(cost).toMatchObject({ reads: 3, writes: 0, staleReads: [] });
  });

  it('goes on while members come, go and are deleted', async () => {
    const { call, list } = await withMembers(6);
    const { Users, NextToken } = await list({ Limit: 2 });
    const seen = namesOf(Users);
    const [removed, deleted] = Array.from({ length: 6 }, (_, n) => `user-${n}`).filter((name) => !seen.includes(name));
    await call('AdminRemoveUserFromGroup', { GroupName, Username: removed });
    await call('AdminDeleteUser', { Username: deleted });
    const rest = namesOf((await list({ NextToken })).Users);
    expect(rest).toHaveLength(2);
    expect(rest).not.toContain(removed);
    expect(rest).not.toContain(deleted);
  });

  it('does not show a deleted user who still stands in the index', async () => {
    const { app, call, list } = await withMembers(2);
    await call('AdminDeleteUser', { Username: 'user-0' });
    expect(namesOf((await list()).Users)).toEqual(['user-1']);
    await finishJobs(app);
    expect(namesOf((await list()).Users)).toEqual(['user-1']);
  });

  it('refuses tokens that are forged, of another group, or of a group that was deleted', async () => {
    const { call, list } = await withMembers(2);
    const { NextToken } = await list({ Limit: 1 });
    await call('CreateGroup', { GroupName: 'other' });
    await expect(list({ GroupName: 'other', NextToken })).rejects.toMatchObject(BAD_TOKEN);
    await expect(list({ NextToken: `${NextToken}A` })).rejects.toMatchObject(BAD_TOKEN);
    const { PaginationToken } = await call('ListUsers', { Limit: 1 });
    await expect(list({ NextToken: PaginationToken })).rejects.toMatchObject(BAD_TOKEN);
    await call('DeleteGroup', { GroupName });
    await call('CreateGroup', { GroupName });
    await expect(list({ NextToken })).rejects.toMatchObject(BAD_TOKEN);
  });

  it('takes 0 to 60 for a page, and 0 means 60', async () => {
    const { list } = await withMembers(2);
    for (const Limit of [-1, 61]) {
      await expect(list({ Limit })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    }
    expect((await list({ Limit: 0 })).Users).toHaveLength(2);
  });

  it('answers an empty list for a group without members, errors for no group and no pool', async () => {
    const { list } = await withMembers(0);
    expect(await list()).toEqual({ Users: [] });
    await expect(list({ GroupName: 'absent' })).rejects.toMatchObject(NO_GROUP);
    await expect(list({ UserPoolId: ABSENT_POOL })).rejects.toMatchObject(NO_POOL);
  });
});
