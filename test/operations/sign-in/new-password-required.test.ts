import { beforeAll, describe, expect, it } from 'vitest';
import type { SchemaAttribute } from '#core/pools/pool.ts';
import { standardSchema } from '#core/pools/schema.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { addUser, claimsOf, PASSWORD, signIn, signInPool, signInSrp } from '#test/sign-in.ts';

const NEW = 'N3w!password';

describe('NEW_PASSWORD_REQUIRED', () => {
  let app: TestApp;
  let pool: Awaited<ReturnType<typeof signInPool>>['pool'];
  let client: Awaited<ReturnType<typeof signInPool>>['client'];

  beforeAll(async () => {
    app = await createTestApp();
    const schema = standardSchema().map((one) => (one.name === 'name' ? { ...one, required: true } : one));
    ({ pool, client } = await signInPool(app, { pool: { schema } }));
  });

  let n = 0;
  const temporaryUser = async (attributes: Record<string, string> = {}) => {
    const username = `temporary${n++}`;
    await addUser(app, pool, { username, status: 'FORCE_CHANGE_PASSWORD', attributes });
    return username;
  };
  const respond = (username: string, Session: string | undefined, responses: Record<string, string> = {}) =>
    app.call('RespondToAuthChallenge', {
      ClientId: client.id,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session,
      ChallengeResponses: { USERNAME: username, NEW_PASSWORD: NEW, 'userAttributes.name': 'Ada', ...responses },
    });

  it('is asked of a user with a temporary password, and ends in tokens', async () => {
    const username = await temporaryUser({ email: 'ada@example.com' });
    const challenge = await signIn(app, client, username);
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
    await expect(signIn(app, client, username)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await signIn(app, client, username, NEW);
    await signInSrp(app, pool, client, username, NEW);
  });

  it.each(['Passw0rd\u00a0one', 'Passw0rd one'])('takes the password %j, as SignUp does', async (password) => {
    const username = await temporaryUser();
    const { Session } = await signIn(app, client, username);
    const NEW_PASSWORD = `${password}!`;
    await respond(username, Session, { NEW_PASSWORD });
    await signIn(app, client, username, NEW_PASSWORD);
    const signUp = { ClientId: client.id, Username: `signed-up${n++}`, Password: NEW_PASSWORD };
    await app.call('SignUp', { ...signUp, UserAttributes: [{ Name: 'name', Value: 'Ada' }] });
  });

  it('follows SRP too', async () => {
    const username = await temporaryUser();
    const { Session } = await signInSrp(app, pool, client, username);
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
      { NEW_PASSWORD: `${NEW} ` },
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
    const { Session } = await signIn(app, client, username);
    await expect(respond(username, Session, responses as Record<string, string>)).rejects.toMatchObject({
      name,
      message,
    });
    await respond(username, Session);
  });

  it('is where the tokens say that somebody was authenticated', async () => {
    const username = await temporaryUser();
    const { Session } = await signIn(app, client, username);
    app.advance(100_000);
    const { AuthenticationResult } = await respond(username, Session);
    const now = Math.floor(app.deps.clock.now() / 1000);
    for (const token of [AuthenticationResult.AccessToken, AuthenticationResult.IdToken]) {
      expect(claimsOf(token)).toMatchObject({ auth_time: now, iat: now });
    }
  });

  describe('of a pool with custom attributes', () => {
    const custom = (name: string, more: Partial<SchemaAttribute> = {}): SchemaAttribute => ({
      name,
      attributeDataType: 'String',
      developerOnlyAttribute: false,
      mutable: true,
      required: false,
      ...more,
    });
    const schema = [
      ...standardSchema().map((one) => (one.name === 'birthdate' ? { ...one, required: true, mutable: false } : one)),
      custom('custom:role'),
      custom('custom:fixed', { mutable: false }),
      custom('custom:x_verified'),
      custom('dev:custom:rank', { developerOnlyAttribute: true }),
    ];
    const stage = async (readAttributes?: readonly string[]) => {
      const settings = { pool: { schema }, client: { readAttributes } };
      const { pool: own, client: its } = await signInPool(app, settings);
      const username = `temporary${n++}`;
      const attributes = { email: 'ada@example.com', 'custom:role': 'boss', 'dev:custom:rank': '1' };
      await addUser(app, own, { username, status: 'FORCE_CHANGE_PASSWORD', attributes });
      const challenge = await signIn(app, its, username);
      const answer = (responses: Record<string, string>) =>
        app.call('RespondToAuthChallenge', {
          ClientId: its.id,
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          Session: challenge.Session,
          ChallengeResponses: {
            USERNAME: username,
            NEW_PASSWORD: NEW,
            'userAttributes.birthdate': '1815-12-10',
            ...responses,
          },
        });
      const user = () => app.call('AdminGetUser', { UserPoolId: own.id, Username: username });
      return { shown: JSON.parse(challenge.ChallengeParameters.userAttributes), answer, user };
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
      await expect(answer({ 'userAttributes.dev:custom:rank': '1' })).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'A client attempted to write unauthorized attribute',
      });
      await answer({});
    });

    it('takes an attribute whose name only ends like a flag, and what is immutable where it is asked for', async () => {
      const { answer, user } = await stage();
      const fixed = answer({ 'userAttributes.custom:fixed': 'x' });
      await expect(fixed).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'Cannot modify the non-mutable attribute custom:fixed',
      });
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
    const { Session } = await signIn(app, client, username);
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => respond(username, Session)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(respond(username, Session)).rejects.toMatchObject({
      message: 'Invalid session for the user, session can only be used once.',
    });
  });

  it("refuses no session, a forged one, another user's and an expired one", async () => {
    const username = await temporaryUser();
    const { Session } = await signIn(app, client, username);
    await expect(respond(username, undefined)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(respond(username, `${Session.slice(0, -2)}AA`)).rejects.toMatchObject({
      message: 'Invalid session for the user.',
    });
    await expect(respond('another', Session)).rejects.toMatchObject({ message: 'Invalid session for the user.' });
    app.advance(3 * 60_000);
    await expect(respond(username, Session)).rejects.toMatchObject({
      message: 'Invalid session for the user, session is expired.',
    });
  });

  it('is void once an administrator has set another password', async () => {
    const username = await temporaryUser();
    const { Session } = await signIn(app, client, username);
    const user = (await app.call('AdminGetUser', { UserPoolId: pool.id, Username: username })) as { Username: string };
    expect(user.Username).toBe(username);
    await app.call('AdminSetUserPassword', {
      UserPoolId: pool.id,
      Username: username,
      Password: PASSWORD,
      Permanent: false,
    });
    await expect(respond(username, Session)).rejects.toMatchObject({ message: 'Invalid session for the user.' });
  });

  it('refuses a temporary password that is too old', async () => {
    const username = `old${n++}`;
    await addUser(app, pool, {
      username,
      status: 'FORCE_CHANGE_PASSWORD',
      temporaryPasswordUntil: app.deps.clock.now() + 1000,
    });
    await signIn(app, client, username);
    app.advance(1000);
    await expect(signIn(app, client, username)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Temporary password has expired and must be reset by an administrator.',
    });
  });
});
