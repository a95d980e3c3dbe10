import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it, vi } from 'vitest';
import { claimsOf, PASSWORD, testPools } from '#test/world.ts';
import { allItems, inconsistencies } from '../../faults/checker.ts';
import { ABSENT_POOL, finishJobs, NO_GROUP, NO_POOL } from './setup.ts';

const service = testPools();
const GroupName = 'editors';

async function withMembers(...users: readonly string[]) {
  const test = await service.pool();
  await test.call('CreateGroup', { GroupName });
  for (const Username of users) {
    await test.create(Username);
    await test.call('AdminSetUserPassword', { Username, Password: PASSWORD, Permanent: true });
    await test.call('AdminAddUserToGroup', { GroupName, Username });
  }
  const members = async () =>
    (await test.call('ListUsersInGroup', { GroupName })).Users.map((user: { Username: string }) => user.Username);
  const groupsOf = async (Username: string) =>
    (await test.call('AdminListGroupsForUser', { Username })).Groups.map((one: { GroupName: string }) => one.GroupName);
  return { ...test, members, groupsOf };
}

describe('DeleteGroup', () => {
  it('takes the group from everybody at once, and answers nothing', async () => {
    const { app, client, call, members, groupsOf, signIn } = await withMembers('ann', 'bob');
    const { AccessToken, RefreshToken } = (await signIn('ann', PASSWORD)).AuthenticationResult;
    expect(claimsOf(AccessToken)['cognito:groups']).toEqual([GroupName]);
    const wakes = app.wakes();
    app.roundTrips.reset();
    expect(await call('DeleteGroup', { GroupName })).toBeUndefined();
    expect({ ...app.roundTrips }).toMatchObject({ reads: 1, writes: 1 });
    expect(app.wakes()).toBe(wakes + 1);
    await expect(call('GetGroup', { GroupName })).rejects.toMatchObject(NO_GROUP);
    await expect(members()).rejects.toMatchObject(NO_GROUP);
    await expect(call('DeleteGroup', { GroupName })).rejects.toMatchObject(NO_GROUP);
    expect(await groupsOf('ann')).toEqual([]);
    const again = await signIn('ann', PASSWORD);
    expect(claimsOf(again.AuthenticationResult.IdToken)).not.toHaveProperty('cognito:groups');
    const fresh = await app.call('GetTokensFromRefreshToken', { RefreshToken, ClientId: client.id });
    expect(claimsOf(fresh.AuthenticationResult.AccessToken)).not.toHaveProperty('cognito:groups');
  });

  it('leaves no members to a group that is created again', async () => {
    const { call, members, groupsOf, signIn } = await withMembers('ann', 'bob');
    await call('DeleteGroup', { GroupName });
    await call('CreateGroup', { GroupName });
    expect(await members()).toEqual([]);
    expect(await groupsOf('ann')).toEqual([]);
    expect(claimsOf((await signIn('ann', PASSWORD)).AuthenticationResult.AccessToken)).not.toHaveProperty(
      'cognito:groups',
    );
    await call('AdminRemoveUserFromGroup', { GroupName, Username: 'bob' });
    await call('AdminAddUserToGroup', { GroupName, Username: 'ann' });
    expect(await members()).toEqual(['ann']);
  });

  it('has a job clear the memberships away, but for those of a later group of the name', async () => {
    const { app, pool, call, members, stored } = await withMembers('ann', 'bob', 'cat');
    await call('CreateGroup', { GroupName: 'other' });
    await call('AdminAddUserToGroup', { GroupName: 'other', Username: 'bob' });
    await call('DeleteGroup', { GroupName });
    await call('CreateGroup', { GroupName });
    await call('AdminAddUserToGroup', { GroupName, Username: 'ann' });
    await call('AdminDeleteUser', { Username: 'cat' });
    expect(await inconsistencies(app.table, app.deps.keys)).toEqual([]);
    const { modifiedAt, stamp } = (await stored('bob'))!;
    await finishJobs(app);
    expect(await members()).toEqual(['ann']);
    const bob = (await stored('bob'))!;
    expect(bob.groups?.map(({ name }) => name)).toEqual(['other']);
    expect(bob).toMatchObject({ modifiedAt, stamp });
    const left = (await allItems(app.table)).filter((item) => item.t === 'membership' && item.pk.includes(pool.id));
    expect(left).toHaveLength(2);
    expect(await inconsistencies(app.table, app.deps.keys)).toEqual([]);
    expect(await app.deps.records.dueJobs(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
  });

  it('clears away a membership that was on its way while the group was deleted', async () => {
    const { app, pool, call, stored } = await withMembers('ann');
    const { gid } = (await stored('ann'))!.groups![0]!;
    await call('AdminRemoveUserFromGroup', { GroupName, Username: 'ann' });
    await call('DeleteGroup', { GroupName });
    const before = (await stored('ann'))!;
    const membership = { poolId: pool.id, sub: before.sub, group: GroupName, gid };
    await app.deps.records.commit([
      { op: 'update', kind: 'user', before, after: { ...before, groups: [{ name: GroupName, gid }] } },
      { op: 'put', kind: 'membership', value: membership },
    ]);
    expect((await call('AdminListGroupsForUser', { Username: 'ann' })).Groups).toEqual([]);
    await finishJobs(app);
    expect(await stored('ann')).not.toHaveProperty('groups');
    expect((await app.deps.records.membersToClear(pool.id, gid, 10)).over).toBe(true);
  });

  it('comes to an end, whatever was done to memberships in the table', async () => {
    const { app, pool, call, stored } = await withMembers('ann', 'bob', 'cat');
    await call('CreateGroup', { GroupName: 'other' });
    await call('AdminAddUserToGroup', { GroupName: 'other', Username: 'cat' });
    const [, other] = (await stored('cat'))!.groups!;
    const { gid } = (await stored('ann'))!.groups![0]!;
    const left = async () =>
      (await allItems(app.table)).filter(({ t, pk }) => t === 'membership' && pk.includes(pool.id));
    const put = (Item: object) => app.table.client.send(new PutCommand({ TableName: app.table.tableName, Item }));
    const { sub } = (await stored('bob'))!;
    const items = await left();
    await put({ ...items.find(({ pk }) => pk.includes(sub)), d: Buffer.from('nobody can open this') });
    // This one is that of a living group: it is in the wrong place of the index, and nothing else is wrong with it.
    await put({ ...items.find(({ gsi1pk }) => gsi1pk?.includes(other!.gid)), gsi1pk: `P#${pool.id}#G#${gid}` });
    await call('DeleteGroup', { GroupName });
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    await finishJobs(app);
    expect(logged).toHaveBeenCalledWith('record.not-authentic', expect.anything());
    logged.mockRestore();
    expect(await app.deps.records.dueJobs(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
    expect(await left()).toHaveLength(1);
    expect(await stored('ann')).not.toHaveProperty('groups');
    expect((await stored('cat'))!.groups?.map(({ name }) => name)).toEqual(['other']);
  });

  it('goes with its pool', async () => {
    const { app, pool, call } = await withMembers('ann');
    await call('DeleteUserPool');
    await finishJobs(app);
    const left = (await allItems(app.table)).filter(({ pk, t }) => pk.includes(pool.id) && t !== 'job');
    expect(left.map(({ t }) => t)).toEqual([]);
  });

  it('refuses a group of another pool, and no pool', async () => {
    const { call } = await service.pool();
    await (await service.pool()).call('CreateGroup', { GroupName });
    await expect(call('DeleteGroup', { GroupName })).rejects.toMatchObject(NO_GROUP);
    await expect(call('DeleteGroup', { GroupName, UserPoolId: ABSENT_POOL })).rejects.toMatchObject(NO_POOL);
  });
});
