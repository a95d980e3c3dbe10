import { describe, expect, it } from 'vitest';
import { MOST_IN_POOL } from '#core/groups/group.ts';
import { testPools } from '#test/world.ts';
import { ABSENT_POOL, NO_POOL, ROLE } from './setup.ts';

const service = testPools();
const EXISTS = { name: 'GroupExistsException', message: 'A group with the name already exists.' };

describe('CreateGroup', () => {
  it('answers the group with what was given, and the same is read again', async () => {
    const { app, pool, call } = await service.pool();
    const given = { GroupName: 'editors', Description: 'Who edits', RoleArn: ROLE, Precedence: 0 };
    const now = app.deps.clock.now() / 1000;
    const dates = { CreationDate: now, LastModifiedDate: now };
    const { Group } = await call('CreateGroup', given);
    expect(Group).toEqual({ ...given, UserPoolId: pool.id, ...dates });
    expect((await call('GetGroup', { GroupName: 'editors' })).Group).toEqual(Group);
    const plain = await call('CreateGroup', { GroupName: 'plain' });
    expect(plain.Group).toEqual({ GroupName: 'plain', UserPoolId: pool.id, ...dates });
  });

  it('takes one read and one write', async () => {
    const { app, call } = await service.pool();
    app.roundTrips.reset();
    await call('CreateGroup', { GroupName: 'editors' });
    expect({ ...app.roundTrips }).toMatchObject({ reads: 1, writes: 1, staleReads: [] });
  });

  it('refuses a name that a group of the pool has, in the same spelling only', async () => {
    const { call } = await service.pool();
    const other = await service.pool();
    await call('CreateGroup', { GroupName: 'editors', Precedence: 1 });
    await expect(call('CreateGroup', { GroupName: 'editors', Precedence: 2 })).rejects.toMatchObject(EXISTS);
    expect((await call('GetGroup', { GroupName: 'editors' })).Group.Precedence).toBe(1);
    await call('CreateGroup', { GroupName: 'Editors' });
    await other.call('CreateGroup', { GroupName: 'editors' });
    await expect(other.call('GetGroup', { GroupName: 'Editors' })).rejects.toThrow('Group not found.');
  });

  it('takes any name of 128 characters, however many bytes it has', async () => {
    const { call } = await service.pool();
    const names = ['€'.repeat(128), `${'€'.repeat(127)}¥`, '#', 'P#x#G', '𝒜'.repeat(64), 'a"b\\c'];
    for (const GroupName of names) {
      expect((await call('CreateGroup', { GroupName })).Group.GroupName).toBe(GroupName);
    }
    const { Groups } = await call('ListGroups');
    expect(Groups.map((group: { GroupName: string }) => group.GroupName).sort()).toEqual(names.toSorted());
  });

  it.each([
    ['no name', { GroupName: undefined }],
    ['an empty name', { GroupName: '' }],
    ['a name that is too long', { GroupName: 'a'.repeat(129) }],
    ['a name with a blank', { GroupName: 'two words' }],
    ['a name with a lone surrogate', { GroupName: 'a\ud800' }],
    ['a description that is too long', { Description: 'a'.repeat(2049) }],
    ['a role that is no ARN', { RoleArn: 'role/editor-of-everything' }],
    ['a negative precedence', { Precedence: -1 }],
    ['no pool', { UserPoolId: undefined }],
  ])('refuses %s', async (_, input) => {
    const { call } = await service.pool();
    await expect(call('CreateGroup', { GroupName: 'editors', ...input })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    expect((await call('ListGroups')).Groups).toEqual([]);
  });

  it.each([[2 ** 31], [1.5], ['1'], [{}]])('refuses the precedence %j', async (Precedence) => {
    const { call } = await service.pool();
    await expect(call('CreateGroup', { GroupName: 'editors', Precedence })).rejects.toMatchObject({
      name: 'SerializationException',
    });
    expect((await call('CreateGroup', { GroupName: 'last', Precedence: 2 ** 31 - 1 })).Group.Precedence).toBe(
      2147483647,
    );
  });

  it('refuses a pool that does not exist', async () => {
    const { call } = await service.pool();
    const input = { UserPoolId: ABSENT_POOL, GroupName: 'editors' };
    await expect(call('CreateGroup', input)).rejects.toMatchObject(NO_POOL);
  });

  it('refuses the group that is one too many, until another is deleted', async () => {
    const { app, pool, call } = await service.pool();
    await call('CreateGroup', { GroupName: 'first' });
    const { count } = await app.deps.records.read({ count: { kind: 'groupCount', id: { poolId: pool.id } } });
    const full = { ...count!, groups: MOST_IN_POOL };
    await app.deps.records.commit([{ op: 'update', kind: 'groupCount', before: count!, after: full }]);
    await expect(call('CreateGroup', { GroupName: 'second' })).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'A user pool cannot have more than 10000 groups.',
    });
    await expect(call('CreateGroup', { GroupName: 'first' })).rejects.toMatchObject(EXISTS);
    await call('DeleteGroup', { GroupName: 'first' });
    await call('CreateGroup', { GroupName: 'second' });
    await expect(call('CreateGroup', { GroupName: 'first' })).rejects.toThrow('10000');
  });

  it('counts groups that are made at the same time', async () => {
    const { app, pool, call } = await service.pool();
    await Promise.all(Array.from({ length: 8 }, (_, n) => call('CreateGroup', { GroupName: `group-${n}` })));
    const { count } = await app.deps.records.read({ count: { kind: 'groupCount', id: { poolId: pool.id } } });
    expect(count?.groups).toBe(8);
  });
});
