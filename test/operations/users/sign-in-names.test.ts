import { describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import { aliasTaken, EMAIL_FORM, invalid, PHONE_FORM } from '#test/errors.ts';
import { custom } from '#test/fixtures.ts';
import { ANY_CASE, attribute, OTHER_PASSWORD, testPools, VERIFIED_EMAIL } from '#test/world.ts';

const { app, ...service } = testPools({
  autoVerifiedAttributes: ['email'],
  aliasAttributes: ['email', 'phone_number', 'preferred_username'],
});

describe('a sign-in name', () => {
  let n = 0;
  const fresh = (prefix: string) => `${prefix}${n++}`;
  const stage = async (settings: Partial<Pool> = {}) => {
    const w = await service.pool(settings);
    /** A user whose preferred_username has got past every check, as nobody's can today. */
    const squatter = async (preferred_username: string) => {
      const { username } = await w.add(fresh('squatter'));
      await w.force(username, ({ names }) => ({
        attributes: { preferred_username, name: 'S.' },
        names: [...names, { kind: 'preferred_username', value: preferred_username }],
      }));
      return username;
    };
    const give = (Username: string, UserAttributes: readonly object[]) =>
      w.call('AdminUpdateUserAttributes', { Username, UserAttributes });
    return { ...w, squatter, give };
  };

  type Stage = Awaited<ReturnType<typeof stage>>;
  const preferred = (value: string) => [attribute('preferred_username', value)];

  /** Every way in which a request gives a user a preferred_username. */
  const DOORS: readonly (readonly [string, (w: Stage, value: string) => Promise<unknown>])[] = [
    [
      'NEW_PASSWORD_REQUIRED',
      async (w, value) => {
        const { username } = await w.add(fresh('new'), { status: 'FORCE_CHANGE_PASSWORD' });
        const { Session } = await w.signIn(username);
        return w.choosePassword(username, Session, OTHER_PASSWORD, { 'userAttributes.preferred_username': value });
      },
    ],
    ['UpdateUserAttributes', async (w, value) => (await w.person(fresh('own'))).update(preferred(value))],
    ['AdminUpdateUserAttributes', async (w, value) => w.give((await w.add(fresh('adm'))).username, preferred(value))],
    ['AdminCreateUser', (w, value) => w.create(fresh('created'), { UserAttributes: preferred(value) })],
  ];

  it.each(DOORS)('that is a preferred_username can not have the form of an alias, by %s', async (_, give) => {
    const w = await stage();
    // The name is tried as it is, in capitals, and with a letter that is composed when it is compared.
    for (const value of ['ceo@corp.io', 'CEO@Corp.io', 'ce\u0301o@corp.io']) {
      await expect(give(w, value)).rejects.toMatchObject(EMAIL_FORM);
    }
    await expect(give(w, '+15551234567')).rejects.toMatchObject(PHONE_FORM);
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
      const give = (Username: string) => (operation === 'SignUp' ? w.signUp(Username) : w.create(Username));
      await expect(give('ceo@corp.io')).rejects.toMatchObject(EMAIL_FORM);
      await expect(give('+15551234567')).rejects.toMatchObject(PHONE_FORM);
    },
  );

  it('is judged only when it is added: a stored user can be changed', async () => {
    const w = await stage();
    const username = await w.squatter('ceo@corp.io');
    const { AccessToken } = await w.tokens(username);
    const UserAttributes = [attribute('name', 'T.'), ...preferred('ceo@corp.io')];
    await app.call('UpdateUserAttributes', { AccessToken, UserAttributes });
    await w.call('AdminDisableUser', { Username: username });
  });

  describe('that somebody has as a preferred_username goes to who proves to have that e-mail', () => {
    const email = 'owner@corp.io';
    /** The squatter has lost the name and keeps the rest. */
    const expectMoved = async (w: Stage, squatter: string, owner: string) => {
      expect(await w.ownerOf(email)).toBe(await w.ownerOf(owner));
      const { UserAttributes } = await w.call('AdminGetUser', { Username: squatter });
      expect(UserAttributes).toEqual([expect.objectContaining({ Name: 'sub' }), { Name: 'name', Value: 'S.' }]);
    };

    it('by VerifyUserAttribute', async () => {
      const w = await stage();
      const squatter = await w.squatter(email);
      const owner = await w.person('owner');
      await owner.update({ email });
      await owner.verify(w.codeFor(email));
      await expectMoved(w, squatter, 'owner');
    });

    it.each([{}, { ForceAliasCreation: true }])('by ConfirmSignUp with %j', async (force) => {
      const w = await stage();
      const squatter = await w.squatter(email);
      await w.signUp('owner', { email });
      await w.confirmSignUp('owner', w.codeFor(email), force);
      await expectMoved(w, squatter, 'owner');
    });

    it.each([{}, { ForceAliasCreation: true }])('by AdminCreateUser with %j', async (force) => {
      const w = await stage();
      const squatter = await w.squatter(email);
      await w.create('owner', { UserAttributes: VERIFIED_EMAIL(email), ...force });
      await expectMoved(w, squatter, 'owner');
    });

    it('by AdminUpdateUserAttributes', async () => {
      const w = await stage();
      const squatter = await w.squatter(email);
      await w.add('owner');
      await w.give('owner', VERIFIED_EMAIL(email));
      await expectMoved(w, squatter, 'owner');
    });

    it('but not to who only says so, and no administrator takes it from who has verified it', async () => {
      const w = await stage();
      await w.create('first', { UserAttributes: VERIFIED_EMAIL(email) });
      const second = await w.person('second');
      await second.update({ email });
      await expect(w.create('third', { UserAttributes: VERIFIED_EMAIL(email) })).rejects.toMatchObject(
        aliasTaken('email'),
      );
      await w.add('fourth');
      await expect(w.give('fourth', VERIFIED_EMAIL(email))).rejects.toMatchObject(aliasTaken('email'));
      expect(await w.ownerOf(email)).toBe(await w.ownerOf('first'));
    });
  });

  it('is one, however it is composed and cased, in a pool that ignores case', async () => {
    const w = await stage({ aliasAttributes: [], ...ANY_CASE });
    for (const [one, other] of [
      ['J\u030cane', '\u01f0ane'],
      ['\u039f\u0394\u039f\u03a3', '\u03bf\u03b4\u03bf\u03c3'],
      ['Zoe\u0308', 'ZO\u00cb'],
    ] as const) {
      await w.create(one);
      await expect(w.create(other)).rejects.toMatchObject({ name: 'UsernameExistsException' });
      expect(await w.ownerOf(other)).toBe(await w.ownerOf(one));
    }
  });
});

describe('the size of a user', () => {
  it('as the user fills it leaves room for administrators, and as they fill it room for the service', async () => {
    const fields = Array.from({ length: 50 }, (_, index) => `custom:f${index}`);
    const schema = fields.map((name) => custom(name));
    const { person, call } = await service.pool({ aliasAttributes: [], schema });
    const ada = await person('ada');
    const admin = (operation: string, input: object) => call(operation, { Username: 'ada', ...input });
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
    const set = (attribute: object) => admin('AdminUpdateUserAttributes', { UserAttributes: [attribute] });
    const byAdmin = await fill(set);
    expect(byAdmin).toBeGreaterThan(byUser);

    // What does not enlarge the user is never refused.
    await ada.update([{ Name: fields[0]!, Value: '\u0002'.repeat(2048) }]);
    await ada.update([{ Name: fields[1]!, Value: '' }]);
    await set(filled(1));

    for (const [operation, input] of [
      ['AdminUserGlobalSignOut', {}],
      ['AdminSetUserPassword', { Password: OTHER_PASSWORD, Permanent: false }],
      ['AdminSetUserPassword', { Password: OTHER_PASSWORD, Permanent: true }],
      ['AdminDisableUser', {}],
    ] as const) {
      await admin(operation, input);
    }
    expect(await call('AdminGetUser', { Username: 'ada' })).toMatchObject({ Enabled: false, UserStatus: 'CONFIRMED' });
  });
});
