import { beforeAll, describe, expect, it } from 'vitest';
import {
  immutable,
  SESSION_EXPIRED,
  SESSION_INVALID,
  SESSION_USED,
  TEMPORARY_EXPIRED,
  UNAUTHORIZED_WRITE,
} from '#test/errors.ts';
import { custom, schemaWith } from '#test/fixtures.ts';
import {
  atOnce,
  claimsOf,
  newName,
  OTHER_PASSWORD,
  PASSWORD,
  type TestPool,
  testPools,
  type Values,
} from '#test/world.ts';

const { app, ...service } = testPools();

describe('NEW_PASSWORD_REQUIRED', () => {
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool({ schema: schemaWith({ name: { required: true } }) });
  });

  const status = 'FORCE_CHANGE_PASSWORD';
  const temporaryUser = async (attributes: Values = {}) => (await w.someone({ status, attributes })).username;
  const respond = (username: string, session: string | undefined, responses: Values = {}) =>
    w.choosePassword(username, session, OTHER_PASSWORD, { 'userAttributes.name': 'Ada', ...responses });

  it('is asked of a user with a temporary password, and ends in tokens', async () => {
    const username = await temporaryUser({ email: 'ada@example.com' });
    const challenge = await w.signIn(username);
    expect(challenge).toEqual({
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: expect.any(String),
      ChallengeParameters: {
        USER_ID_FOR_SRP: username,
        requiredAttributes: '["userAttributes.name"]',
        userAttributes: '{"email":"ada@example.com"}',
      },
    });
    expect(challenge.Session.length).toBeGreaterThan(20);
    expect(challenge.Session.length).toBeLessThan(2048);
    const { AuthenticationResult } = await respond(username, challenge.Session);
    expect(claimsOf(AuthenticationResult.IdToken)).toMatchObject({ name: 'Ada', email: 'ada@example.com' });
    await expect(w.signIn(username)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await w.signIn(username, OTHER_PASSWORD);
    await w.signInSrp(username, OTHER_PASSWORD);
  });

  it.each(['Passw0rd\u00a0one', 'Passw0rd one'])('takes the password %j, as SignUp does', async (password) => {
    const username = await temporaryUser();
    const { Session } = await w.signIn(username);
    const NEW_PASSWORD = `${password}!`;
    await respond(username, Session, { NEW_PASSWORD });
    await w.signIn(username, NEW_PASSWORD);
    await w.signUp(newName().username, { name: 'Ada' }, { Password: NEW_PASSWORD });
  });

  it('follows SRP too', async () => {
    const username = await temporaryUser();
    const { Session } = await w.signInSrp(username);
    expect((await respond(username, Session)).AuthenticationResult.AccessToken).toBeTruthy();
  });

  it.each([
    [
      'a password that breaks the policy',
      { NEW_PASSWORD: 'short' },
      'InvalidPasswordException',
      'Password does not conform to policy: Password not long enough',
    ],
    [
      'a password with a space at the end',
      { NEW_PASSWORD: `${OTHER_PASSWORD} ` },
      'InvalidPasswordException',
      'Password does not conform to policy: Password must satisfy regular expression pattern: ^\\S.*\\S$',
    ],
    ['no password', { NEW_PASSWORD: '' }, 'InvalidParameterException', 'Missing required parameter NEW_PASSWORD'],
    [
      'a missing required attribute',
      { 'userAttributes.name': '' },
      'InvalidParameterException',
      'Invalid attributes given, name is missing',
    ],
    [
      'another e-mail than the user has',
      { 'userAttributes.email': 'x@example.com' },
      'NotAuthorizedException',
      'Cannot modify an already provided email',
    ],
    [
      'a verified flag',
      { 'userAttributes.email_verified': 'true' },
      'InvalidParameterException',
      'Cannot modify the non-mutable attribute email_verified',
    ],
    [
      'an unknown attribute',
      { 'userAttributes.__proto__': 'x' },
      'InvalidParameterException',
      'Attributes did not conform to the schema: __proto__: Attribute does not exist in the schema.\n',
    ],
    [
      'an attribute without a name',
      { 'userAttributes.': 'x' },
      'InvalidParameterException',
      'Attributes did not conform to the schema: : Attribute does not exist in the schema.\n',
    ],
    [
      'too long a password',
      { NEW_PASSWORD: `Aa1!${'x'.repeat(300)}` },
      'InvalidParameterException',
      "1 validation error detected: Value at 'newPassword' failed to satisfy constraint: Member must have length less than or equal to 256",
    ],
  ])('refuses %s, and the session can still be used', async (_what, responses, name, message) => {
    const username = await temporaryUser({ email: 'ada@example.com' });
    const { Session } = await w.signIn(username);
    await expect(respond(username, Session, responses as Record<string, string>)).rejects.toMatchObject({
      name,
      message,
    });
    await respond(username, Session);
  });

  it('is where the tokens say that somebody was authenticated', async () => {
    const username = await temporaryUser();
    const { Session } = await w.signIn(username);
    app.advance(100_000);
    const { AuthenticationResult } = await respond(username, Session);
    const now = Math.floor(app.deps.clock.now() / 1000);
    for (const token of [AuthenticationResult.AccessToken, AuthenticationResult.IdToken]) {
      expect(claimsOf(token)).toMatchObject({ auth_time: now, iat: now });
    }
  });

  describe('of a pool with custom attributes', () => {
    const schema = schemaWith(
      { birthdate: { required: true, mutable: false } },
      custom('custom:role'),
      custom('custom:fixed', { mutable: false }),
      custom('custom:x_verified'),
      custom('dev:custom:rank', { developerOnlyAttribute: true }),
    );
    const stage = async (readAttributes?: readonly string[]) => {
      const own = await service.pool({ schema }, { readAttributes });
      const attributes = { email: 'ada@example.com', 'custom:role': 'boss', 'dev:custom:rank': '1' };
      const { username } = await own.someone({ status, attributes });
      const { ChallengeParameters, Session } = await own.signIn(username);
      const answer = (responses: Values) =>
        own.choosePassword(username, Session, OTHER_PASSWORD, {
          'userAttributes.birthdate': '1815-12-10',
          ...responses,
        });
      const user = () => own.call('AdminGetUser', { Username: username });
      return { shown: JSON.parse(ChallengeParameters.userAttributes), answer, user };
    };

    it('shows what the client may read, and nothing else', async () => {
      expect((await stage()).shown).toEqual({ email: 'ada@example.com', 'custom:role': 'boss' });
      expect((await stage(['custom:role'])).shown).toEqual({ 'custom:role': 'boss' });
      expect((await stage(['dev:custom:rank', 'email'])).shown).toEqual({
        email: 'ada@example.com',
        'dev:custom:rank': '1',
      });
    });

    it('does not tell whether a value is right, nor whether there is one that the client may not write', async () => {
      const { answer } = await stage(['email']);
      for (const role of ['boss', 'clerk']) {
        await expect(answer({ 'userAttributes.custom:role': role })).rejects.toMatchObject({
          name: 'NotAuthorizedException',
          message: 'Cannot modify an already provided custom:role',
        });
      }
      await expect(answer({ 'userAttributes.dev:custom:rank': '1' })).rejects.toMatchObject(UNAUTHORIZED_WRITE);
      await answer({});
    });

    it('takes an attribute whose name only ends like a flag, and what is immutable where it is asked for', async () => {
      const { answer, user } = await stage();
      const fixed = answer({ 'userAttributes.custom:fixed': 'x' });
      await expect(fixed).rejects.toMatchObject(immutable('custom:fixed'));
      await answer({ 'userAttributes.custom:x_verified': 'no', 'userAttributes.phone_number': '+15550001111' });
      const { UserAttributes } = await user();
      expect(UserAttributes).toEqual(
        expect.arrayContaining([
          { Name: 'custom:x_verified', Value: 'no' },
          { Name: 'birthdate', Value: '1815-12-10' },
          { Name: 'phone_number_verified', Value: 'false' },
        ]),
      );
    });
  });

  it('gives one winner to 20 answers of one session', async () => {
    const username = await temporaryUser();
    const { Session } = await w.signIn(username);
    const { answers } = await atOnce(20, () => respond(username, Session));
    expect(answers).toHaveLength(1);
    await expect(respond(username, Session)).rejects.toMatchObject(SESSION_USED);
  });

  it("refuses no session, a forged one, another user's and an expired one", async () => {
    const username = await temporaryUser();
    const { Session } = await w.signIn(username);
    await expect(respond(username, undefined)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(respond(username, `${Session.slice(0, -2)}AA`)).rejects.toMatchObject(SESSION_INVALID);
    await expect(respond('another', Session)).rejects.toMatchObject(SESSION_INVALID);
    app.advance(3 * 60_000);
    await expect(respond(username, Session)).rejects.toMatchObject(SESSION_EXPIRED);
  });

  it('is void once an administrator has set another password', async () => {
    const username = await temporaryUser();
    const { Session } = await w.signIn(username);
    expect(await w.call('AdminGetUser', { Username: username })).toMatchObject({ Username: username });
    await w.call('AdminSetUserPassword', { Username: username, Password: PASSWORD, Permanent: false });
    await expect(respond(username, Session)).rejects.toMatchObject(SESSION_INVALID);
  });

  it('refuses a temporary password that is too old', async () => {
    const { username } = await w.someone({ status, temporaryPasswordUntil: app.deps.clock.now() + 1000 });
    await w.signIn(username);
    app.advance(1000);
    await expect(w.signIn(username)).rejects.toMatchObject(TEMPORARY_EXPIRED);
  });
});
