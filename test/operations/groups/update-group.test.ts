import { describe, expect, it } from 'vitest';
import { testPools } from '#test/world.ts';
import { ABSENT_POOL, NO_GROUP, NO_POOL, ROLE } from './setup.ts';

const service = testPools();
const GroupName = 'editors';

describe('UpdateGroup', () => {
  it('sets what is given, keeps what is not, and answers the whole group', async () => {
    const { app, pool, call } = await service.pool();
    const { CreationDate } = (await call('CreateGroup', { GroupName, Description: 'a', RoleArn: ROLE, Precedence: 1 }))
      .Group;
    app.advance(1_500);
    const { Group } = await call('UpdateGroup', { GroupName, Precedence: 0 });
    const LastModifiedDate = CreationDate + 1.5;
    const ids = { GroupName, UserPoolId: pool.id };
    expect(Group).toEqual({ ...ids, Description: 'a', RoleArn: ROLE, Precedence: 0, CreationDate, LastModifiedDate });
    expect((await call('GetGroup', { GroupName })).Group).toEqual(Group);
    expect((await call('UpdateGroup', { GroupName, Description: '' })).Group).toEqual({ ...Group, Description: '' });
  });

  it('keeps the members', async () => {
    const { call, create } = await service.pool();
    await call('CreateGroup', { GroupName });
    await create('ann');
    await call('AdminAddUserToGroup', { GroupName, Username: 'ann' });
    await call('UpdateGroup', { GroupName, Description: 'new' });
    expect((await call('ListUsersInGroup', { GroupName })).Users).toHaveLength(1);
  });

  it('loses no field when several are changed at the same time', async () => {
    const { call } = await service.pool();
    await call('CreateGroup', { GroupName });
    const changes = [{ Description: 'new' }, { RoleArn: ROLE }, { Precedence: 7 }];
    await Promise.all(changes.map((change) => call('UpdateGroup', { GroupName, ...change })));
    expect((await call('GetGroup', { GroupName })).Group).toMatchObject({
      Description: 'new',
      RoleArn: ROLE,
      Precedence: 7,
    });
  });

  it('refuses a group of another pool, no pool and wrong values, and then changes nothing', async () => {
    const { call } = await service.pool();
    await (await service.pool()).call('CreateGroup', { GroupName });
    await expect(call('UpdateGroup', { GroupName })).rejects.toMatchObject(NO_GROUP);
    await expect(call('UpdateGroup', { GroupName, UserPoolId: ABSENT_POOL })).rejects.toMatchObject(NO_POOL);
    const { Group } = await call('CreateGroup', { GroupName, Description: 'a' });
    await expect(call('UpdateGroup', { GroupName, Description: 'b', Precedence: -1 })).rejects.toThrow(
      "Value '-1' at 'precedence' failed to satisfy constraint",
    );
    expect((await call('GetGroup', { GroupName })).Group).toEqual(Group);
  });
});
