import { describe, expect, it } from 'vitest';
import { ACCESS_TOKEN_REVOKED } from '#test/errors.ts';
import { atOnce, beforeNextCommit, testPools } from '#test/world.ts';
import { NO_PASSKEY, owner, ownerWith, WITH_PASSKEYS } from './setup.ts';

const service = testPools(WITH_PASSKEYS);

describe('DeleteWebAuthnCredential', () => {
  it('deletes one passkey, and ends the sign-ins in progress', async () => {
    const { app, ...test } = await service.pool();
    const ada = await owner({ app, ...test });
    const [first, second] = [await ada.add(), await ada.add()];
    const { user } = await ada.stored();
    app.roundTrips.reset();
    expect(await ada.remove(first.id)).toEqual({});
    expect(app.roundTrips).toMatchObject({ writes: 1 });
    const stored = await ada.stored();
    expect(stored.passkeys).toMatchObject([{ credentialId: second.id }]);
    const passkeys = stored.passkeys.map(({ id, rpId }) => ({ id, rpId }));
    expect(stored.user).toEqual({
      ...user,
      passkeys,
      stamp: expect.any(String),
      proofEpoch: 1,
      version: user.version + 1,
    });
    expect(stored.user.stamp).not.toBe(user.stamp);
    expect((await ada.list()).Credentials).toMatchObject([{ CredentialId: second.id }]);

    await ada.remove(second.id);
    expect((await ada.stored()).user).not.toHaveProperty('passkeys');
    // The place of a deleted passkey is free.
    await ada.add(first);
    expect((await ada.list()).Credentials).toMatchObject([{ CredentialId: first.id }]);
  });

  it.each([
    ['an unknown one', () => 'AQIDBAUGBwgJCgsMDQ4PEA'],
    ['nothing', () => ''],
    ['a long text', () => 'a'.repeat(131_072)],
    ['the id with padding', (id: string) => `${id}=`],
    ['the id in other letters', (id: string) => id.toLowerCase()],
  ])('refuses %s', async (_, idOf) => {
    const ada = await owner(await service.pool());
    const { id } = await ada.add();
    const before = await ada.stored();
    await expect(ada.remove(idOf(id))).rejects.toMatchObject(NO_PASSKEY);
    expect(await ada.stored()).toEqual(before);
  });

  it('refuses the passkey of another user', async () => {
    const test = await service.pool();
    const [ada, bob] = [await owner(test), await owner(test)];
    const { id } = await ada.add();
    await bob.add();
    await expect(bob.remove(id)).rejects.toMatchObject(NO_PASSKEY);
    expect((await ada.list()).Credentials).toHaveLength(1);
  });

  it('is refused a while after the sign-in, where the deployment says so', async () => {
    const test = await service.pool();
    const ada = await owner(test);
    const [first, second] = [await ada.add(), await ada.add()];
    const { factorRules } = test.app.deps;
    Object.assign(test.app.deps, { factorRules: { ...factorRules, removalMinutes: 5 } });
    test.app.advance(5 * 60_000);
    await ada.remove(first.id);
    test.app.advance(1);
    const before = await ada.stored();
    const TOO_LATE = { name: 'NotAuthorizedException', message: 'Sign in again to change factors.' };
    await expect(ada.remove(second.id)).rejects.toMatchObject(TOO_LATE);
    await expect(ada.remove(first.id)).rejects.toMatchObject(NO_PASSKEY);
    expect(await ada.stored()).toEqual(before);
    const { AccessToken } = await test.tokens(ada.username);
    await ownerWith(test, ada.sub, ada.username, AccessToken).remove(second.id);
    expect((await ada.stored()).passkeys).toEqual([]);
    Object.assign(test.app.deps, { factorRules });
  });

  it('deletes a passkey once, however many requests come at once', async () => {
    const ada = await owner(await service.pool());
    const { id } = await ada.add();
    const { answers, errors } = await atOnce(6, () => ada.remove(id));
    expect(answers).toEqual([{}]);
    for (const error of errors) expect(error).toMatchObject(NO_PASSKEY);
  });

  it('keeps what another request adds at the same time', async () => {
    const test = await service.pool();
    const ada = await owner(test);
    const { id } = await ada.add();
    let added = '';
    beforeNextCommit(test.app, async () => {
      added = (await ada.add()).id;
    });
    await ada.remove(id);
    const { user, passkeys } = await ada.stored();
    expect(passkeys).toMatchObject([{ credentialId: added }]);
    expect(user.passkeys).toEqual([{ id: passkeys[0]!.id, rpId: passkeys[0]!.rpId }]);
  });

  it('deletes nothing for a user who is signed out at the same time', async () => {
    const test = await service.pool();
    const ada = await owner(test);
    const { id } = await ada.add();
    beforeNextCommit(test.app, () => test.call('AdminUserGlobalSignOut', { Username: ada.username }));
    await expect(ada.remove(id)).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
    expect((await ada.stored()).passkeys).toHaveLength(1);
  });

  it('is done for all passkeys, and for one that is about to be registered, when the user is deleted', async () => {
    const test = await service.pool();
    const ada = await owner(test);
    await ada.add();
    await ada.start();
    await test.call('AdminDeleteUser', { Username: ada.username });
    expect(await ada.stored()).toMatchObject({ passkeys: [{}], registration: {} });
    await test.app.deps.records.eraseUser(test.pool.id, ada.sub, 100);
    expect(await ada.stored()).toEqual({ user: undefined, passkeys: [], registration: undefined });
  });
});
