import { describe, expect, it } from 'vitest';
import type { Change } from '#ports/records.ts';
import { attribute, codeFor, type TestPool, testPools, VERIFIED_EMAIL } from '#test/world.ts';

const email = 'owner@corp.io';
const preferred = (value: string) => [attribute('preferred_username', value)];

/** A user whose preferred_username is the e-mail of somebody else, as nobody's can be today. */
async function squat(w: TestPool) {
  const user = await w.add('squatter');
  const names = [...user.names, { kind: 'preferred_username', value: email } as const];
  await w.force('squatter', { attributes: { preferred_username: email }, names });
  return user;
}

const { app, ...service } = testPools({ autoVerifiedAttributes: ['email'] });

describe('sign-in names', () => {
  describe.each([
    ['e-mail first', ['email', 'preferred_username'] as const],
    ['preferred_username first', ['preferred_username', 'email'] as const],
  ])('aliases, %s', (_, aliasAttributes) => {
    it.each(['ConfirmSignUp', 'AdminCreateUser'])(
      'a former owner who has the address as preferred_username, too, can not keep it from ForceAliasCreation of %s',
      async (operation) => {
        const w = await service.pool({ aliasAttributes });
        const former = await w.person('former');
        await former.update({ email });
        await former.verify(codeFor(app, email));
        // The form of an e-mail is refused to everybody else; here it is no new name, so nothing looks at it.
        await former.update(preferred(email)).catch(() => {});
        const ForceAliasCreation = true;
        if (operation === 'AdminCreateUser') {
          const UserAttributes = VERIFIED_EMAIL(email);
          await w.call(operation, { Username: 'owner', UserAttributes, ForceAliasCreation, MessageAction: 'SUPPRESS' });
        } else {
          await w.signUp('owner', { email });
          const ConfirmationCode = codeFor(app, email);
          await w.confirmSignUp('owner', ConfirmationCode, { ForceAliasCreation });
        }
        expect(await w.ownerOf(email)).toBe(await w.ownerOf('owner'));
      },
    );

    it('an address that was given up does not go on as a preferred_username', async () => {
      const w = await service.pool({ aliasAttributes });
      const former = await w.person('former');
      await former.update({ email });
      await former.verify(codeFor(app, email));
      await former.update(preferred(email)).catch(() => {});
      await former.update({ email: 'elsewhere@example.com' });
      expect(await w.ownerOf(email)).toBeUndefined();
    });
  });

  it('a name is taken from its user only by a commit that gives it to another', async () => {
    const w = await service.pool({ aliasAttributes: ['email', 'preferred_username'] });
    const before = await squat(w);

    await w.signUp('owner', { email });
    const ConfirmationCode = codeFor(app, email);
    // Between the two tries of ConfirmSignUp an administrator corrects the address.
    const { commit } = app.deps.records;
    const interrupted = async (changes: readonly Change[]) => {
      const lost = await commit(changes);
      if (lost?.name) {
        Object.assign(app.deps.records, { commit });
        await w.call('AdminUpdateUserAttributes', {
          Username: 'owner',
          UserAttributes: [{ Name: 'email', Value: 'right@corp.io' }],
        });
      }
      return lost;
    };
    Object.assign(app.deps.records, { commit: interrupted });
    await w.confirmSignUp('owner', ConfirmationCode);
    Object.assign(app.deps.records, { commit });
    expect(await w.ownerOf(email)).toBe(before.sub);
  });

  it('who gives up a name can be named by its sub in the same request, without an internal error', async () => {
    const w = await service.pool({ aliasAttributes: ['email', 'preferred_username'] });
    const before = await squat(w);
    await w.add('owner');
    const UserAttributes = [
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value: 'true' },
      { Name: 'preferred_username', Value: before.sub },
    ];
    await expect(w.call('AdminUpdateUserAttributes', { Username: 'owner', UserAttributes })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it.each(['bob\u200b', 'bo\u202eb', '\u2060bob', 'bob\ufeff', '  ', 'bob '])(
    'a preferred_username is held to the characters of a user name: %j',
    async (value) => {
      const w = await service.pool({ aliasAttributes: ['preferred_username'] });
      await w.add('bob');
      const mallory = await w.person('mallory');
      await expect(mallory.update(preferred(value))).rejects.toMatchObject({ name: 'InvalidParameterException' });
    },
  );

  it("nobody takes a deleted user's sub, by which a backend still names the user, as an alias", async () => {
    const w = await service.pool({ aliasAttributes: ['preferred_username'] });
    const victim = await w.person('victim');
    const mallory = await w.person('mallory');
    await w.call('AdminDeleteUser', { Username: 'victim' });
    await mallory.update(preferred(victim.sub)).catch(() => {});
    await expect(w.call('AdminGetUser', { Username: victim.sub })).rejects.toMatchObject({
      name: 'UserNotFoundException',
    });
  });
});
