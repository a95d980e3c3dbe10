import { beforeAll, describe, expect, it } from 'vitest';
import type { Change } from '#ports/records.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { addUser, PASSWORD } from '#test/sign-in.ts';
import { peopleOf } from '../operations/account/attribute-setup.ts';
import { codeFor } from '../operations/sign-up/support.ts';

const email = 'owner@corp.io';
const preferred = (Value: string) => [{ Name: 'preferred_username', Value }];

describe('sign-in names', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp();
  });

  describe.each([
    ['e-mail first', ['email', 'preferred_username'] as const],
    ['preferred_username first', ['preferred_username', 'email'] as const],
  ])('aliases, %s', (_, aliasAttributes) => {
    it.each(['ConfirmSignUp', 'AdminCreateUser'])(
      'a former owner who has the address as preferred_username, too, can not keep it from ForceAliasCreation of %s',
      async (operation) => {
        const w = await peopleOf(app, { aliasAttributes });
        const former = await w.person('former');
        await former.update({ email });
        await former.verify(codeFor(app, email));
        // The form of an e-mail is refused to everybody else; here it is no new name, so nothing looks at it.
        await former.update(preferred(email)).catch(() => {});
        const ForceAliasCreation = true;
        if (operation === 'AdminCreateUser') {
          const UserAttributes = [
            { Name: 'email', Value: email },
            { Name: 'email_verified', Value: 'true' },
          ];
          await w.admin(operation, 'owner', { UserAttributes, ForceAliasCreation, MessageAction: 'SUPPRESS' });
        } else {
          const UserAttributes = [{ Name: 'email', Value: email }];
          await app.call('SignUp', { ClientId: w.client.id, Username: 'owner', Password: PASSWORD, UserAttributes });
          const ConfirmationCode = codeFor(app, email);
          await app.call(operation, { ClientId: w.client.id, Username: 'owner', ConfirmationCode, ForceAliasCreation });
        }
        expect(await w.ownerOf(email)).toBe(await w.ownerOf('owner'));
      },
    );

    it('an address that was given up does not go on as a preferred_username', async () => {
      const w = await peopleOf(app, { aliasAttributes });
      const former = await w.person('former');
      await former.update({ email });
      await former.verify(codeFor(app, email));
      await former.update(preferred(email)).catch(() => {});
      await former.update({ email: 'elsewhere@example.com' });
      expect(await w.ownerOf(email)).toBeUndefined();
    });
  });

  it('a name is taken from its user only by a commit that gives it to another', async () => {
    const w = await peopleOf(app, { aliasAttributes: ['email', 'preferred_username'] });
    const before = await addUser(app, w.pool, { username: 'squatter' });
    const names = [...before.names, { kind: 'preferred_username', value: email } as const];
    const after = { ...before, attributes: { preferred_username: email }, names };
    expect(await app.deps.records.commit([{ op: 'update', kind: 'user', before, after }])).toBeUndefined();

    const UserAttributes = [{ Name: 'email', Value: email }];
    await app.call('SignUp', { ClientId: w.client.id, Username: 'owner', Password: PASSWORD, UserAttributes });
    const ConfirmationCode = codeFor(app, email);
    // Between the two tries of ConfirmSignUp an administrator corrects the address.
    const { commit } = app.deps.records;
    const interrupted = async (changes: readonly Change[]) => {
      const lost = await commit(changes);
      if (lost?.name) {
        Object.assign(app.deps.records, { commit });
        await w.admin('AdminUpdateUserAttributes', 'owner', {
          UserAttributes: [{ Name: 'email', Value: 'right@corp.io' }],
        });
      }
      return lost;
    };
    Object.assign(app.deps.records, { commit: interrupted });
    await app.call('ConfirmSignUp', { ClientId: w.client.id, Username: 'owner', ConfirmationCode });
    Object.assign(app.deps.records, { commit });
    expect(await w.ownerOf(email)).toBe(before.sub);
  });

  it('who gives up a name can be named by its sub in the same request, without an internal error', async () => {
    const w = await peopleOf(app, { aliasAttributes: ['email', 'preferred_username'] });
    const before = await addUser(app, w.pool, { username: 'squatter' });
    const names = [...before.names, { kind: 'preferred_username', value: email } as const];
    const after = { ...before, attributes: { preferred_username: email }, names };
    expect(await app.deps.records.commit([{ op: 'update', kind: 'user', before, after }])).toBeUndefined();
    await addUser(app, w.pool, { username: 'owner' });
    const UserAttributes = [
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value: 'true' },
      { Name: 'preferred_username', Value: before.sub },
    ];
    await expect(w.admin('AdminUpdateUserAttributes', 'owner', { UserAttributes })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it.each(['bob\u200b', 'bo\u202eb', '\u2060bob', 'bob\ufeff', '  ', 'bob '])(
    'a preferred_username is held to the characters of a user name: %j',
    async (value) => {
      const w = await peopleOf(app, { aliasAttributes: ['preferred_username'] });
      await addUser(app, w.pool, { username: 'bob' });
      const mallory = await w.person('mallory');
      await expect(mallory.update(preferred(value))).rejects.toMatchObject({ name: 'InvalidParameterException' });
    },
  );

  it("nobody takes a deleted user's sub, by which a backend still names the user, as an alias", async () => {
    const w = await peopleOf(app, { aliasAttributes: ['preferred_username'] });
    const victim = await w.person('victim');
    const mallory = await w.person('mallory');
    await w.admin('AdminDeleteUser', 'victim');
    await mallory.update(preferred(victim.sub)).catch(() => {});
    await expect(w.admin('AdminGetUser', victim.sub)).rejects.toMatchObject({ name: 'UserNotFoundException' });
  });
});
