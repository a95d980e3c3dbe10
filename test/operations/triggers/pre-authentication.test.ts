import { describe, expect, it } from 'vitest';
import { ALWAYS, UNKNOWN_DEVICE } from '#test/devices.ts';
import { ATTEMPTS_EXCEEDED, INCORRECT, RESET_REQUIRED, USER_UNKNOWN } from '#test/errors.ts';
import { srpClient } from '#test/srp-client.ts';
import { ANY_CASE, HIDING, newName, PASSWORD, type TestPool, testPools } from '#test/world.ts';
import { CHOICE, CODES } from '../sign-in/choice.ts';
import { failuresOf } from './failures.ts';

const { app, ...service } = testPools({}, CHOICE);
const WRONG = 'Wrong1!password';
const METADATA = { ClientMetadata: { from: 'the app' } };
const REFUSED = { name: 'UserLambdaValidationException', message: 'PreAuthentication failed with error Not you.' };

/** A pool that asks a function before it judges a password. Without a handler the function lets everybody pass. */
async function asking(
  handler?: Parameters<typeof app.functions.set>[1],
  settings: object = {},
  client: object = {},
): Promise<TestPool> {
  const preAuthentication = app.functions.set('pre-authentication', handler);
  app.functions.events.length = 0;
  return service.pool({ ...settings, lambdaConfig: { preAuthentication } }, client);
}
const refuse = () => {
  throw new Error('Not you');
};
const events = () => app.functions.events;

const srpBegins = (w: TestPool, USERNAME: string, more: object = {}) =>
  w.initiate('USER_SRP_AUTH', { USERNAME, SRP_A: srpClient().srpA }, more);
const passwordFlow = (w: TestPool, USERNAME: string, more: object = {}) =>
  w.initiate('USER_PASSWORD_AUTH', { USERNAME, PASSWORD }, more);
const admin = (w: TestPool, USERNAME: string, more: object = {}) =>
  w.call('AdminInitiateAuth', {
    ClientId: w.client.id,
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME, PASSWORD },
    ...more,
  });
const choice =
  (parameters: object = {}) =>
  (w: TestPool, USERNAME: string, more: object = {}) =>
    w.initiate('USER_AUTH', { USERNAME, ...parameters }, more);

const FLOWS = [
  ['USER_PASSWORD_AUTH', passwordFlow],
  ['ADMIN_USER_PASSWORD_AUTH', admin],
  ['USER_SRP_AUTH', srpBegins],
  ['USER_AUTH', choice()],
  ['USER_AUTH with PASSWORD', choice({ PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD })],
  ['USER_AUTH with PASSWORD_SRP', choice({ PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A: srpClient().srpA })],
  ['USER_AUTH with a choice that the user does not have', choice({ PREFERRED_CHALLENGE: 'WEB_AUTHN' })],
] as const;

describe('PreAuthentication', () => {
  it.each(FLOWS)('is asked once when %s begins', async (_, begin) => {
    const w = await asking(undefined, ANY_CASE);
    const { username, sub, email } = await w.someone({ username: newName().username.toUpperCase() });
    await begin(w, username, METADATA);
    expect(events()).toEqual([
      {
        version: '1',
        region: 'us-east-1',
        userPoolId: w.pool.id,
        userName: username.toLowerCase(),
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: w.client.id },
        triggerSource: 'PreAuthentication_Authentication',
        request: {
          userAttributes: {
            sub,
            'cognito:user_status': 'CONFIRMED',
            email: email.toLowerCase(),
            email_verified: 'true',
          },
          validationData: { from: 'the app' },
        },
        response: {},
      },
    ]);
  });

  it.each(FLOWS)('can refuse %s', async (_, begin) => {
    const w = await asking(refuse);
    const { username } = await w.someone();
    await expect(begin(w, username)).rejects.toMatchObject(REFUSED);
  });

  it.each(FLOWS)('is asked about an unknown name with %s only if the client hides who exists', async (_, begin) => {
    const legacy = await asking();
    await expect(begin(legacy, 'Nobody')).rejects.toMatchObject(USER_UNKNOWN);
    expect(events()).toEqual([]);
    const hiding = await asking(undefined, {}, HIDING);
    await begin(hiding, 'Nobody').catch(() => {});
    expect(events()).toMatchObject([{ userName: 'Nobody', request: { userAttributes: {}, userNotFound: true } }]);
    await begin(hiding, (await hiding.someone()).username);
    expect(events()[1].request).toMatchObject({ userNotFound: false, validationData: null });
  });

  it.each(FLOWS)('refuses an unknown name with %s like a known one', async (_, begin) => {
    const w = await asking(refuse, {}, HIDING);
    const { username } = await w.someone();
    for (const name of [username, 'nobody']) await expect(begin(w, name)).rejects.toMatchObject(REFUSED);
  });

  it.each(failuresOf('PreAuthentication'))('refuses the attempt when its function %s', async (_, handler, error) => {
    const w = await asking(handler);
    const { username } = await w.someone();
    app.roundTrips.reset();
    await expect(w.signIn(username)).rejects.toMatchObject(error);
    expect(app.roundTrips.writes).toBe(0);
    app.functions.set('pre-authentication');
    expect(await w.tokens(username)).toHaveProperty('AccessToken');
  });

  it('changes nothing by what it answers', async () => {
    const w = await asking((event) => ({ ...event, request: { a: 1 }, response: { userNotFound: true, b: [] } }));
    const { username } = await w.someone();
    expect(await w.tokens(username)).toHaveProperty('AccessToken');
  });

  it('is not asked while the name is locked, known or not', async () => {
    const w = await asking(undefined, {}, HIDING);
    const { username } = await w.someone();
    for (const name of [username, 'nobody']) {
      for (let n = 0; n < 5; n++) await expect(w.signIn(name, WRONG)).rejects.toMatchObject(INCORRECT);
      const before = events().length;
      for (const begin of [passwordFlow, srpBegins]) {
        await expect(begin(w, name)).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
      }
      expect(events()).toHaveLength(before);
    }
  });

  it('does not spare anybody the count of wrong passwords, and its refusals are no guesses', async () => {
    const w = await asking();
    const { username } = await w.someone();
    for (let n = 0; n < 4; n++) await expect(w.signIn(username, WRONG)).rejects.toMatchObject(INCORRECT);
    app.functions.set('pre-authentication', refuse);
    for (let n = 0; n < 3; n++) await expect(w.signIn(username, WRONG)).rejects.toMatchObject(REFUSED);
    app.functions.set('pre-authentication');
    await expect(w.signIn(username, WRONG)).rejects.toMatchObject(INCORRECT);
    await expect(w.signIn(username)).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
  });

  it('is not asked for a device that the user does not have', async () => {
    const w = await asking(undefined, ALWAYS);
    const { username } = await w.someone();
    const parameters = { USERNAME: username, PASSWORD, DEVICE_KEY: UNKNOWN_DEVICE };
    await expect(w.initiate('USER_PASSWORD_AUTH', parameters)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    expect(events()).toEqual([]);
  });

  it('is not asked when tokens are refreshed or a challenge is answered', async () => {
    const w = await asking();
    const { username } = await w.someone();
    const { RefreshToken } = await w.tokens(username);
    const { Session } = await w.initiate('USER_AUTH', { USERNAME: username });
    events().length = 0;
    app.functions.set('pre-authentication', refuse);
    await w.refresh(RefreshToken, 'REFRESH_TOKEN_AUTH');
    await w.clientCall('GetTokensFromRefreshToken', { RefreshToken });
    const responses = { USERNAME: username, ANSWER: 'PASSWORD', PASSWORD };
    await w.respond('SELECT_CHALLENGE', responses, Session);
    expect(events()).toEqual([]);
  });

  it('is asked before the Session of a sign-up signs in, which stays good after a refusal', async () => {
    const w = await asking(refuse, { ...CODES, autoVerifiedAttributes: ['email'] });
    const { username, email } = newName();
    await w.signUp(username, { email });
    const { Session } = await w.confirmSignUp(username, w.codeFor(email));
    const signIn = () => w.initiate('USER_AUTH', { USERNAME: username }, { Session });
    await expect(signIn()).rejects.toMatchObject(REFUSED);
    app.functions.set('pre-authentication');
    expect(await signIn()).toHaveProperty('AuthenticationResult');
  });

  it('may change the user, who is judged as they are then', async () => {
    const w = await asking(async (event) => {
      const Username = event.userName;
      await w.call('AdminUpdateUserAttributes', { Username, UserAttributes: [{ Name: 'nickname', Value: 'Bee' }] });
      return event;
    });
    const { username } = await w.someone();
    const { IdToken } = await w.tokens(username);
    expect(JSON.parse(Buffer.from(IdToken.split('.')[1]!, 'base64url').toString())).toMatchObject({ nickname: 'Bee' });
    app.functions.set('pre-authentication', async (event) => {
      await w.call('AdminDisableUser', { Username: event.userName });
      return event;
    });
    await expect(w.signIn(username)).rejects.toMatchObject(INCORRECT);
  });

  it('comes before the status of the account is judged', async () => {
    const w = await asking();
    const { username } = await w.someone({ status: 'RESET_REQUIRED' });
    await expect(w.signIn(username)).rejects.toMatchObject(RESET_REQUIRED);
    expect(events()).toMatchObject([{ request: { userAttributes: { 'cognito:user_status': 'RESET_REQUIRED' } } }]);
  });
});
