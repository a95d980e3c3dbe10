import { describe, expect, it } from 'vitest';
import { MOST_OF_USER } from '#core/groups/group.ts';
import type { OwnGroup } from '#core/users/user.ts';
import { OTHER_PASSWORD, PASSWORD, testPools, VERIFIED_EMAIL } from '#test/world.ts';
import { inconsistencies } from '../../faults/checker.ts';
import { ABSENT_POOL, NO_GROUP, NO_POOL, NO_USER, storeGroups } from './setup.ts';

const service = testPools();
const GroupName = 'editors';

async function withUser(username = 'ann', overrides = {}) {
  const test = await service.pool(overrides);
  await test.call('CreateGroup', { GroupName });
  await test.create(username);
  const add = (more: object = {}) => test.call('AdminAddUserToGroup', { GroupName, Username: username, ...more });
  const groups = async () => ((await test.stored(username))!.groups ?? []).map(({ name }) => name);
  return { ...test, add, groups };
}

describe('AdminAddUserToGroup', () => {
  it('adds the user in one transaction, and answers nothing', async () => {
    const { app, call, add, groups } = await withUser();
    await call('AdminGetUser', { Username: 'ann' });
    app.roundTrips.reset();
    expect(await add()).toBeUndefined();
    expect({ ...app.roundTrips }).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
    expect(await groups()).toEqual([GroupName]);
    expect((await call('ListUsersInGroup', { GroupName })).Users).toMatchObject([{ Username: 'ann' }]);
  });

  it('writes nothing for a user who is in the group', async () => {
    const { app, add, groups } = await withUser();
    await add();
    app.roundTrips.reset();
    expect(await add()).toBeUndefined();
    expect(app.roundTrips.writes).toBe(0);
    expect(await groups()).toEqual([GroupName]);
  });

  it('leaves UserLastModifiedDate and the stamp as they are', async () => {
    const { app, add, stored } = await withUser();
    const before = (await stored('ann'))!;
    app.advance(5_000);
    await add();
    const { modifiedAt, stamp, signOutEpoch } = before;
    expect(await stored('ann')).toMatchObject({ modifiedAt, stamp, signOutEpoch });
  });

  it('does not end a sign-in that waits for its answer', async () => {
    const { signIn, add, choosePassword, groups } = await withUser();
    const { Session } = await signIn('ann');
    await add();
    expect((await choosePassword('ann', Session, OTHER_PASSWORD)).AuthenticationResult.AccessToken).toBeTruthy();
    expect(await groups()).toEqual([GroupName]);
  });

  it('does not refuse an answer that is being judged at that moment', async () => {
    const { app, signIn, add, choosePassword, groups } = await withUser();
    const { Session } = await signIn('ann');
    const { hasher } = app.deps;
    let added = false;
    const hash: typeof hasher.hash = async (password) => {
      if (!added) await add();
      added = true;
      return hasher.hash(password);
    };
    Object.assign(app.deps, { hasher: { ...hasher, hash } });
    try {
      expect((await choosePassword('ann', Session, OTHER_PASSWORD)).AuthenticationResult.AccessToken).toBeTruthy();
    } finally {
      Object.assign(app.deps, { hasher });
    }
    expect(added).toBe(true);
    expect(await groups()).toEqual([GroupName]);
  });

  it('finds the user by every name', async () => {
    const { call, create, stored } = await withUser('bob', { aliasAttributes: ['email'] });
    await create('ann', { UserAttributes: VERIFIED_EMAIL('ann@example.com') });
    for (const [n, Username] of ['ann', 'ann@example.com', (await stored('ann'))!.sub].entries()) {
      await call('CreateGroup', { GroupName: `group-${n}` });
      await call('AdminAddUserToGroup', { GroupName: `group-${n}`, Username });
    }
    expect((await stored('ann'))!.groups).toHaveLength(3);
  });

  it('keeps every group of several that are given at the same time', async () => {
    const { app, call, add, groups } = await withUser();
    const names = Array.from({ length: 8 }, (_, n) => `group-${n}`);
    for (const name of names) await call('CreateGroup', { GroupName: name });
    await Promise.all([...names, ...names].map((name) => add({ GroupName: name })));
    expect((await groups()).toSorted()).toEqual(names);
    expect(await inconsistencies(app.table, app.deps.keys)).toEqual([]);
  });

  it('refuses no group before no user, a group or user of another pool, and no pool', async () => {
    const { add } = await withUser();
    const other = await withUser('bob');
    await other.call('CreateGroup', { GroupName: 'foreign' });
    await expect(add({ GroupName: 'foreign', Username: 'nobody' })).rejects.toMatchObject(NO_GROUP);
    await expect(add({ GroupName: 'foreign' })).rejects.toMatchObject(NO_GROUP);
    await expect(add({ Username: 'bob' })).rejects.toMatchObject(NO_USER);
    await expect(add({ UserPoolId: ABSENT_POOL })).rejects.toMatchObject(NO_POOL);
    await expect(add({ GroupName: undefined })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect((await other.stored('bob'))!.groups).toBeUndefined();
  });

  it('refuses the group that is one too many, and counts only groups that exist', async () => {
    const { app, pool, call, add, force, groups, stored } = await withUser();
    const gone = (count: number): OwnGroup[] =>
      Array.from({ length: count }, (_, n) => ({ name: `gone-${n}`, gid: `gid-${n}` }));
    await call('CreateGroup', { GroupName: 'other' });
    await add({ GroupName: 'other' });
    const [other] = (await stored('ann'))!.groups!;
    await force('ann', { groups: [...gone(MOST_OF_USER - 1), other!] });
    await add();
    expect(await groups()).toEqual(['other', GroupName]);

    const names = Array.from({ length: MOST_OF_USER - 2 }, (_, n) => `group-${n}`);
    await force('ann', { groups: [...(await stored('ann'))!.groups!, ...(await storeGroups(app, pool.id, names))] });
    await call('CreateGroup', { GroupName: 'late' });
    const refused = { name: 'InvalidParameterException', message: 'A user cannot be in more than 100 groups.' };
    await expect(add({ GroupName: 'late' })).rejects.toMatchObject(refused);
    await add();
    expect(await groups()).toHaveLength(MOST_OF_USER);
    await call('AdminRemoveUserFromGroup', { GroupName: 'other', Username: 'ann' });
    await add({ GroupName: 'late' });
    expect(await groups()).toHaveLength(MOST_OF_USER);
  });

  it('finds room in a user whose attributes fill all that an administrator may', async () => {
    const { app, pool, call, force, stored, signIn } = await withUser();
    await call('AdminSetUserPassword', { Username: 'ann', Password: PASSWORD, Permanent: true });
    const names = Array.from({ length: MOST_OF_USER }, (_, n) => `${String(n).padStart(3, '0')}${'€'.repeat(125)}`);
    const rest = Object.fromEntries(Array.from({ length: 141 }, (_, n) => [`custom:a${n}`, 'x'.repeat(2048)]));
    await force('ann', { attributes: rest });
    expect(Buffer.byteLength(JSON.stringify(await stored('ann')))).toBeGreaterThan(285 * 1024);
    await force('ann', { groups: await storeGroups(app, pool.id, names.slice(0, -1)) });
    await call('CreateGroup', { GroupName: names.at(-1) });
    await call('AdminAddUserToGroup', { GroupName: names.at(-1), Username: 'ann' });
    expect((await stored('ann'))!.groups).toHaveLength(MOST_OF_USER);
    expect(Buffer.byteLength(JSON.stringify(await stored('ann')))).toBeLessThan(340 * 1024);
    expect((await signIn('ann', PASSWORD)).AuthenticationResult.AccessToken).toBeTruthy();
  });
});
