import { beforeAll, describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { addUser, PASSWORD, signIn } from '#test/sign-in.ts';
import { invalid, peopleOf, taken } from '../account/attribute-setup.ts';
import { codeFor } from '../sign-up/support.ts';
import { VERIFIED_EMAIL } from './setup.ts';

const ALIASES = { aliasAttributes: ['email', 'phone_number', 'preferred_username'] as const };
const NEW_PASSWORD = 'N3w!password';
const EMAIL_FORM = 'Username cannot be of email format, since user pool is configured for email alias.';
const PHONE_FORM = 'Username cannot be of phone number format, since user pool is configured for phone number alias.';

describe('a sign-in name', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp();
  });

  let n = 0;
  const fresh = (prefix: string) => `${prefix}${n++}`;
  const stage = async (settings: Partial<Pool> = {}) => {
    const people = await peopleOf(app, { ...ALIASES, ...settings });
    const { pool, client } = people;
    const create = (Username: string, UserAttributes: readonly object[], more: object = {}) =>
      people.admin('AdminCreateUser', Username, { UserAttributes, MessageAction: 'SUPPRESS', ...more });
    /** A user whose preferred_username has got past every check, as nobody's can today. */
    const squatter = async (preferred_username: string) => {
      const before = await addUser(app, pool, { username: fresh('squatter') });
      const names = [...before.names, { kind: 'preferred_username', value: preferred_username } as const];
      const after = { ...before, attributes: { preferred_username, name: 'S.' }, names };
      const lost = await app.deps.records.commit([{ op: 'update', kind: 'user', before, after }]);
      expect(lost).toBeUndefined();
      return before.username;
    };
    return { ...people, pool, client, create, squatter };
  };

  type Stage = Awaited<ReturnType<typeof stage>>;
  const preferred = (Value: string) => [{ Name: 'preferred_username', Value }];

  /** Every way in which a request gives a user a preferred_username. */
  const DOORS: readonly (readonly [string, (w: Stage, value: string) => Promise<unknown>])[] = [
    [
      'NEW_PASSWORD_REQUIRED',
      async ({ pool, client }, value) => {
        const { username } = await addUser(app, pool, { username: fresh('new'), status: 'FORCE_CHANGE_PASSWORD' });
        const { Session } = await signIn(app, client, username);
        return app.call('RespondToAuthChallenge', {
          ClientId: client.id,
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          Session,
          ChallengeResponses: { USERNAME: username, NEW_PASSWORD, 'userAttributes.preferred_username': value },
        });
      },
    ],
    ['UpdateUserAttributes', async (w, value) => (await w.person(fresh('own'))).update(preferred(value))],
    [
      'AdminUpdateUserAttributes',
      async (w, value) => {
        const { username } = await addUser(app, w.pool, { username: fresh('adm') });
        return w.admin('AdminUpdateUserAttributes', username, { UserAttributes: preferred(value) });
      },
    ],
    ['AdminCreateUser', (w, value) => w.create(fresh('created'), preferred(value))],
  ];

  it.each(DOORS)('that is a preferred_username can not have the form of an alias, by %s', async (_, give) => {
    const w = await stage();
    // As it is, in capitals, and with a letter that is composed when it is compared.
    for (const value of ['ceo@corp.io', 'CEO@Corp.io', 'ce\u0301o@corp.io']) {
      await expect(give(w, value)).rejects.toMatchObject(invalid(EMAIL_FORM));
    }
    await expect(give(w, '+15551234567')).rejects.toMatchObject(invalid(PHONE_FORM));
    await expect(give(w, 'a\u0000b')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(give(w, '\ud800')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(give(w, 'x'.repeat(385))).rejects.toMatchObject(
      invalid('A sign-in name cannot have more than 384 characters.'),
    );
    for (const value of ['ceo@corp.io', '+15551234567']) expect(await w.ownerOf(value)).toBeUndefined();
    const name = fresh('nice');
    await give(w, name);
    expect(await w.ownerOf(name)).toBeDefined();
    await expect(give(w, name)).rejects.toMatchObject({ name: 'AliasExistsException' });
  });

  it('may have the form of an e-mail where e-mails are no names', async () => {
    const w = await stage({ aliasAttributes: ['preferred_username'] });
    for (const [, give] of DOORS) await give(w, `${fresh('ceo')}@corp.io`);
  });

  it.each(['SignUp', 'AdminCreateUser'])(
    'that is a user name can not have that form either, by %s',
    async (operation) => {
      const w = await stage();
      const give = (Username: string) =>
        operation === 'SignUp'
          ? app.call('SignUp', { ClientId: w.client.id, Username, Password: PASSWORD })
          : w.create(Username, []);
      await expect(give('ceo@corp.io')).rejects.toMatchObject(invalid(EMAIL_FORM));
      await expect(give('+15551234567')).rejects.toMatchObject(invalid(PHONE_FORM));
    },
  );

  it('is judged only when it is added: a stored user can be changed', async () => {
    const w = await stage();
    const username = await w.squatter('ceo@corp.io');
    const { AuthenticationResult } = await signIn(app, w.client, username);
    await app.call('UpdateUserAttributes', {
      AccessToken: AuthenticationResult.AccessToken,
      UserAttributes: [{ Name: 'name', Value: 'T.' }, ...preferred('ceo@corp.io')],
    });
    await w.admin('AdminDisableUser', username);
  });

  describe('that somebody has as a preferred_username goes to who proves to have that e-mail', () => {
    const email = 'owner@corp.io';
    /** The squatter has lost the name and keeps the rest. */
    const expectMoved = async (w: Stage, squatter: string, owner: string) => {
      expect(await w.ownerOf(email)).toBe(await w.ownerOf(owner));
      const { UserAttributes } = await w.admin('AdminGetUser', squatter);
      expect(UserAttributes).toEqual([expect.objectContaining({ Name: 'sub' }), { Name: 'name', Value: 'S.' }]);
    };

    it('by VerifyUserAttribute', async () => {
      const w = await stage();
      const squatter = await w.squatter(email);
      const owner = await w.person('owner');
      await owner.update({ email });
      await owner.verify(codeFor(app, email));
      await expectMoved(w, squatter, 'owner');
    });

    it.each([{}, { ForceAliasCreation: true }])('by ConfirmSignUp with %j', async (force) => {
      const w = await stage();
      const squatter = await w.squatter(email);
      const UserAttributes = [{ Name: 'email', Value: email }];
      await app.call('SignUp', { ClientId: w.client.id, Username: 'owner', Password: PASSWORD, UserAttributes });
      const ConfirmationCode = codeFor(app, email);
      await app.call('ConfirmSignUp', { ClientId: w.client.id, Username: 'owner', ConfirmationCode, ...force });
      await expectMoved(w, squatter, 'owner');
    });

    it.each([{}, { ForceAliasCreation: true }])('by AdminCreateUser with %j', async (force) => {
      const w = await stage();
      const squatter = await w.squatter(email);
      await w.create('owner', VERIFIED_EMAIL(email), force);
      await expectMoved(w, squatter, 'owner');
    });

    it('by AdminUpdateUserAttributes', async () => {
      const w = await stage();
      const squatter = await w.squatter(email);
      await addUser(app, w.pool, { username: 'owner' });
      await w.admin('AdminUpdateUserAttributes', 'owner', { UserAttributes: VERIFIED_EMAIL(email) });
      await expectMoved(w, squatter, 'owner');
    });

    it('but not to who only says so, and no administrator takes it from who has verified it', async () => {
      const w = await stage();
      await w.create('first', VERIFIED_EMAIL(email));
      const second = await w.person('second');
      await second.update({ email });
      await expect(w.create('third', VERIFIED_EMAIL(email))).rejects.toMatchObject(taken('email'));
      await addUser(app, w.pool, { username: 'fourth' });
      const UserAttributes = VERIFIED_EMAIL(email);
      await expect(w.admin('AdminUpdateUserAttributes', 'fourth', { UserAttributes })).rejects.toMatchObject(
        taken('email'),
      );
      expect(await w.ownerOf(email)).toBe(await w.ownerOf('first'));
    });
  });

  it('is one, however it is composed and cased, in a pool that ignores case', async () => {
    const w = await stage({ aliasAttributes: [], usernameConfiguration: { caseSensitive: false } });
    for (const [one, other] of [
      ['J\u030cane', '\u01f0ane'],
      ['\u039f\u0394\u039f\u03a3', '\u03bf\u03b4\u03bf\u03c3'],
      ['Zoe\u0308', 'ZO\u00cb'],
    ] as const) {
      await w.create(one, []);
      await expect(w.create(other, [])).rejects.toMatchObject({ name: 'UsernameExistsException' });
      expect(await w.ownerOf(other)).toBe(await w.ownerOf(one));
    }
  });
});

describe('the size of a user', () => {
  it('as the user fills it leaves room for administrators, and as they fill it room for the service', async () => {
    const app = await createTestApp();
    const fields = Array.from({ length: 50 }, (_, index) => `custom:f${index}`);
    const schema = fields.map((name) => ({
      name,
      attributeDataType: 'String' as const,
      developerOnlyAttribute: false,
      mutable: true,
      required: false,
    }));
    const { person, admin } = await peopleOf(app, { schema });
    const ada = await person('ada');
    const tooLarge = invalid('The request makes the resource too large.');
    // A control character takes six bytes of JSON.
    const filled = (from: number) => ({ Name: fields[from]!, Value: '\u0001'.repeat(2048) });
    const fill = async (update: (attribute: object) => Promise<unknown>) => {
      for (let index = 0; index < fields.length; index++) {
        try {
          await update(filled(index));
        } catch (error) {
          expect(error).toMatchObject(tooLarge);
          return index;
        }
      }
      throw new Error('There was no end to it.');
    };
    const byUser = await fill((attribute) => ada.update([attribute]));
    const UserAttributes = (attribute: object) => ({ UserAttributes: [attribute] });
    const byAdmin = await fill((attribute) => admin('AdminUpdateUserAttributes', 'ada', UserAttributes(attribute)));
    expect(byAdmin).toBeGreaterThan(byUser);

    // What does not enlarge the user is never refused.
    await ada.update([{ Name: fields[0]!, Value: '\u0002'.repeat(2048) }]);
    await ada.update([{ Name: fields[1]!, Value: '' }]);
    await admin('AdminUpdateUserAttributes', 'ada', UserAttributes(filled(1)));

    for (const [operation, input] of [
      ['AdminUserGlobalSignOut', {}],
      ['AdminSetUserPassword', { Password: NEW_PASSWORD, Permanent: false }],
      ['AdminSetUserPassword', { Password: NEW_PASSWORD, Permanent: true }],
      ['AdminDisableUser', {}],
    ] as const) {
      await admin(operation, 'ada', input);
    }
    expect(await admin('AdminGetUser', 'ada')).toMatchObject({ Enabled: false, UserStatus: 'CONFIRMED' });
  });
});
