import { describe, expect, it } from 'vitest';
import {
  aliasTaken,
  EMAIL_FORM,
  EMAIL_MALFORMED,
  NO_UPPERCASE,
  NOT_EMAIL,
  NOT_EMAIL_OR_PHONE,
  NOT_PHONE,
  newPasswordWeak,
  PHONE_FORM,
  PHONE_MALFORMED,
  SUB_FORM,
  TEMPORARY_EXPIRED,
  USERNAME_TAKEN,
  usernameTakenBy,
} from '#test/errors.ts';
import {
  ANY_CASE,
  atOnce,
  attribute,
  DAY,
  OTHER_PASSWORD,
  PASSWORD,
  START,
  testPools,
  UNKNOWN_POOL,
  VERIFIED_EMAIL,
  VERIFIED_PHONE,
} from '#test/world.ts';

const service = testPools();

describe('AdminCreateUser', () => {
  it('creates a user who must choose a password', async () => {
    const { app, pool, call, signIn, choosePassword, stored } = await service.pool();
    const answer = await call('AdminCreateUser', {
      Username: 'ann',
      UserAttributes: [attribute('email', 'ann@example.com'), attribute('email_verified', 'false')],
      ValidationData: [attribute('source', 'test')],
      ClientMetadata: { some: 'thing' },
      TemporaryPassword: PASSWORD,
      MessageAction: 'SUPPRESS',
    });
    const { sub } = (await stored('ann'))!;
    expect(answer).toEqual({
      User: {
        Username: 'ann',
        Attributes: [
          { Name: 'sub', Value: sub },
          { Name: 'email', Value: 'ann@example.com' },
          { Name: 'email_verified', Value: 'false' },
        ],
        UserCreateDate: START / 1000,
        UserLastModifiedDate: START / 1000,
        Enabled: true,
        UserStatus: 'FORCE_CHANGE_PASSWORD',
      },
    });
    expect(app.outbox.messages('ann@example.com')).toEqual([]);
    expect(await app.deps.records.estimatedUsers(pool.id)).toBe(1);
    const { Session } = await signIn('ann');
    expect(await choosePassword('ann', Session, OTHER_PASSWORD)).toHaveProperty('AuthenticationResult');
    expect(await call('AdminGetUser', { Username: 'ann' })).toMatchObject({ UserStatus: 'CONFIRMED' });
  });

  it('creates a user of whom nothing but a name is known', async () => {
    const { call } = await service.pool();
    expect(await call('AdminCreateUser', { Username: 'ann' })).toMatchObject({ User: { Username: 'ann' } });
  });

  it('does not ask for required attributes', async () => {
    const { pool } = await service.pool();
    const schema = pool.schema.map((one) => (one.name === 'birthdate' ? { ...one, required: true } : one));
    const { create, stored } = await service.pool({ schema });
    await create('ann');
    expect(await stored('ann')).toBeDefined();
  });

  it('lets the temporary password expire', async () => {
    const { pool } = await service.pool();
    const { app, create, signIn } = await service.pool({
      passwordPolicy: { ...pool.passwordPolicy, temporaryPasswordValidityDays: 2 },
    });
    await create('ann');
    app.advance(2 * DAY - 1);
    expect(await signIn('ann')).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
    app.advance(1);
    await expect(signIn('ann')).rejects.toMatchObject(TEMPORARY_EXPIRED);
  });

  it('costs two round trips and the count', async () => {
    const { app, create } = await service.pool();
    await app.call('AdminGetUser', { UserPoolId: UNKNOWN_POOL, Username: 'x' }).catch(() => {});
    app.roundTrips.reset();
    await create('ann');
    expect(app.roundTrips).toMatchObject({ writes: 2, staleReads: [] });
  });

  describe('refuses', () => {
    it.each([
      [[attribute('sub', 'mine')], 'Cannot modify the non-mutable attribute sub'],
      [
        [attribute('custom:none', 'x')],
        'Attributes did not conform to the schema: custom:none: Attribute does not exist in the schema.\n',
      ],
      [
        [attribute('__proto__', 'x')],
        'Attributes did not conform to the schema: __proto__: Attribute does not exist in the schema.\n',
      ],
      [
        [attribute('email', 'a@example.com'), attribute('email_verified', 'yes')],
        'Attributes did not conform to the schema: email_verified: The value must be true or false\n',
      ],
      [[attribute('email', 'ann')], EMAIL_MALFORMED.message],
      [[attribute('phone_number', '0155')], PHONE_MALFORMED.message],
      [[attribute('email_verified', 'true')], 'email is required when email_verified is true.'],
    ])('the attributes %j', async (UserAttributes, message) => {
      const { call, stored } = await service.pool();
      await expect(call('AdminCreateUser', { Username: 'ann', UserAttributes })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message,
      });
      expect(await stored('ann')).toBeUndefined();
    });

    it('a temporary password that breaks the policy', async () => {
      const { call, stored } = await service.pool();
      await expect(call('AdminCreateUser', { Username: 'ann', TemporaryPassword: 'password' })).rejects.toMatchObject(
        newPasswordWeak(NO_UPPERCASE),
      );
      expect(await stored('ann')).toBeUndefined();
    });

    it('a username that is taken', async () => {
      const { create } = await service.pool(ANY_CASE);
      await create('Ann');
      await expect(create('aNN')).rejects.toMatchObject(USERNAME_TAKEN);
    });

    it("another user's sub as a name, by which an administrator would mean that user", async () => {
      const { create, stored } = await service.pool({ aliasAttributes: ['preferred_username'] });
      await create('ann');
      const { sub } = (await stored('ann'))!;
      await expect(create(sub)).rejects.toMatchObject({ name: 'UsernameExistsException' });
      await expect(create('bob', { UserAttributes: [attribute('preferred_username', sub)] })).rejects.toMatchObject(
        SUB_FORM,
      );
      expect(await stored('bob')).toBeUndefined();
      expect((await stored(sub))!.username).toBe('ann');
    });

    it.each([
      [{ usernameAttributes: ['email'] }, 'ann', NOT_EMAIL.message],
      [{ usernameAttributes: ['phone_number'] }, 'ann', NOT_PHONE.message],
      [{ usernameAttributes: ['email', 'phone_number'] }, 'ann', NOT_EMAIL_OR_PHONE.message],
      [{ aliasAttributes: ['email'] }, 'ann@example.com', EMAIL_FORM.message],
      [{ aliasAttributes: ['phone_number'] }, '+15551239878', PHONE_FORM.message],
    ] as const)('in a pool with %j the username %s', async (overrides, Username, message) => {
      const { call } = await service.pool(overrides);
      await expect(call('AdminCreateUser', { Username })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message,
      });
    });
  });

  it.each(['__proto__', 'constructor', 'hasOwnProperty'])('creates a user called %s', async (name) => {
    const { create, stored } = await service.pool();
    await create(name);
    expect(await stored(name)).toMatchObject({ username: name });
  });

  describe('where user names are e-mails', () => {
    it('takes the e-mail at once and names the user by its sub', async () => {
      const { call, create, stored } = await service.pool({
        usernameAttributes: ['email'],
        ...ANY_CASE,
      });
      await create('Ann@example.com');
      const user = (await stored('ann@example.com'))!;
      expect(user).toMatchObject({ username: user.sub, attributes: { email: 'Ann@example.com' } });
      await expect(
        call('AdminCreateUser', { Username: 'ANN@example.com', ForceAliasCreation: true }),
      ).rejects.toMatchObject(usernameTakenBy('email'));
      await expect(
        create('bob@example.com', { UserAttributes: [attribute('email', 'eve@example.com')] }),
      ).rejects.toMatchObject({ name: 'InvalidParameterException' });
    });
  });

  it.each(['True', 'TRUE', 'true'])('keeps the boolean %s in lower case', async (Value) => {
    const { call, create } = await service.pool();
    const UserAttributes = [attribute('email', 'a@example.com'), attribute('email_verified', Value)];
    await create('ann', { UserAttributes });
    const shown = async () => (await call('AdminGetUser', { Username: 'ann' })).UserAttributes;
    expect(await shown()).toContainEqual(attribute('email_verified', 'true'));
    await call('AdminUpdateUserAttributes', {
      Username: 'ann',
      UserAttributes: [attribute('email_verified', Value.replace(/true/i, 'False'))],
    });
    expect(await shown()).toContainEqual(attribute('email_verified', 'false'));
  });

  it('has one winner of 50 at the same time', async () => {
    const { app, pool, create, stored } = await service.pool();
    const { answers, errors } = await atOnce(50, () => create('ann'));
    expect(answers).toHaveLength(1);
    for (const error of errors) expect(error).toMatchObject(USERNAME_TAKEN);
    expect(await stored('ann')).toBeDefined();
    expect((await app.deps.records.list('users', { poolId: pool.id }, { limit: 60 })).values).toHaveLength(1);
    expect(await app.deps.records.estimatedUsers(pool.id)).toBe(1);
  });

  describe('with an alias that is taken', () => {
    const aliasAttributes = ['email', 'phone_number'] as const;

    it.each([
      ['email', VERIFIED_EMAIL('ann@example.com')],
      ['phone_number', VERIFIED_PHONE('+15551239878')],
    ])('refuses a verified %s, and takes an unverified one for no alias', async (kind, UserAttributes) => {
      const { create, stored } = await service.pool({ aliasAttributes });
      await create('ann', { UserAttributes });
      await expect(create('bob', { UserAttributes })).rejects.toMatchObject(aliasTaken(kind));
      expect(await stored('bob')).toBeUndefined();
      await create('bob', { UserAttributes: UserAttributes.slice(0, 1) });
      expect(await stored(UserAttributes[0]!.Value)).toMatchObject({ username: 'ann' });
    });

    it('moves both aliases from one user with ForceAliasCreation', async () => {
      const { create, stored } = await service.pool({ aliasAttributes });
      const UserAttributes = [...VERIFIED_EMAIL('ann@example.com'), ...VERIFIED_PHONE('+15551239878')];
      await create('ann', { UserAttributes });
      await create('bob', { UserAttributes, ForceAliasCreation: true });
      for (const alias of ['ann@example.com', '+15551239878']) {
        expect(await stored(alias)).toMatchObject({ username: 'bob' });
      }
      expect((await stored('ann'))!).toMatchObject({
        attributes: {
          email: 'ann@example.com',
          email_verified: 'false',
          phone_number: '+15551239878',
          phone_number_verified: 'false',
        },
        names: [{ kind: 'username', value: 'ann' }],
      });
    });

    it('moves aliases from two users', async () => {
      const { create, stored } = await service.pool({ aliasAttributes });
      await create('ann', { UserAttributes: VERIFIED_EMAIL('ann@example.com') });
      await create('bob', { UserAttributes: VERIFIED_PHONE('+15551239878') });
      await create('eve', {
        UserAttributes: [...VERIFIED_EMAIL('ann@example.com'), ...VERIFIED_PHONE('+15551239878')],
        ForceAliasCreation: true,
      });
      expect(await stored('ann@example.com')).toMatchObject({ username: 'eve' });
      expect(await stored('+15551239878')).toMatchObject({ username: 'eve' });
      expect((await stored('ann'))!.attributes.email_verified).toBe('false');
      expect((await stored('bob'))!.attributes.phone_number_verified).toBe('false');
    });

    it('moves no username and no alias of a user whose username is taken', async () => {
      const { create, stored } = await service.pool({ aliasAttributes });
      await create('ann', { UserAttributes: VERIFIED_EMAIL('ann@example.com') });
      await create('bob');
      await expect(
        create('bob', { UserAttributes: VERIFIED_EMAIL('ann@example.com'), ForceAliasCreation: true }),
      ).rejects.toMatchObject({ name: 'UsernameExistsException' });
      expect(await stored('ann@example.com')).toMatchObject({ username: 'ann' });
    });

    it('ends with one owner when ten users take it at the same time', async () => {
      const { create, stored } = await service.pool({ aliasAttributes });
      const names = Array.from({ length: 10 }, (_, index) => `user${index}`);
      const input = { UserAttributes: VERIFIED_EMAIL('ann@example.com'), ForceAliasCreation: true };
      await Promise.all(names.map((name) => create(name, input)));
      const users = await Promise.all(names.map(stored));
      const owners = users.filter((user) => user!.attributes.email_verified === 'true');
      expect(owners).toHaveLength(1);
      expect((await stored('ann@example.com'))!.sub).toBe(owners[0]!.sub);
    });
  });
});
