import { describe, expect, it } from 'vitest';
import type { TokenFamily } from '#core/tokens/family.ts';
import { ALWAYS, addSoftwareToken, begin, confirmed, OPTIONAL_TOTP, prove, TRACKING, totpCode } from '#test/devices.ts';
import { ACCESS_TOKEN_REVOKED, INCORRECT, SESSION_USED } from '#test/errors.ts';
import { claimsOf, OTHER_PASSWORD, PASSWORD, type TestPool, testPools, verified } from '#test/world.ts';
import { CHOICE } from '../sign-in/choice.ts';
import { customPool } from '../sign-in/custom.ts';
import { failuresOf } from './failures.ts';

const { app, ...service } = testPools({}, CHOICE);
const events = () => app.functions.events;

async function telling(handler?: Parameters<typeof app.functions.set>[1], settings: object = {}): Promise<TestPool> {
  const postAuthentication = app.functions.set('post-authentication', handler);
  events().length = 0;
  return service.pool({ ...settings, lambdaConfig: { postAuthentication } });
}

/** The families of a user that are not revoked. */
async function sessionsOf(w: TestPool, username: string): Promise<readonly TokenFamily[]> {
  const { poolId, sub } = (await w.stored(username))!;
  const { values } = await app.deps.records.within('family', { poolId, sub });
  return values.filter(({ revokedAt }) => revokedAt === undefined);
}

describe('PostAuthentication', () => {
  it('is told of a sign-in once, before there are tokens', async () => {
    const w = await telling();
    const { username, sub, email } = await w.someone();
    expect(await w.tokens(username)).toHaveProperty('AccessToken');
    expect(events()).toEqual([
      {
        version: '1',
        region: 'us-east-1',
        userPoolId: w.pool.id,
        userName: username,
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: w.client.id },
        triggerSource: 'PostAuthentication_Authentication',
        request: {
          userAttributes: { sub, 'cognito:user_status': 'CONFIRMED', ...verified(email) },
          newDeviceUsed: false,
        },
        response: {},
      },
    ]);
  });

  it('is told only once every factor is passed', async () => {
    const w = await telling(undefined, OPTIONAL_TOTP);
    const { username } = await w.someone();
    await addSoftwareToken(w, username);
    const { Session } = await w.signIn(username);
    expect(events()).toEqual([]);
    const responses = { USERNAME: username, SOFTWARE_TOKEN_MFA_CODE: totpCode(w) };
    await w.respond('SOFTWARE_TOKEN_MFA', responses, Session);
    expect(events()).toHaveLength(1);
  });

  it('is told nothing of wrong passwords, of users who may not sign in, and of refreshes', async () => {
    const w = await telling();
    const { username } = await w.someone();
    const { RefreshToken } = await w.tokens(username);
    events().length = 0;
    await expect(w.signIn(username, OTHER_PASSWORD)).rejects.toMatchObject(INCORRECT);
    await w.refresh(RefreshToken);
    await w.clientCall('GetTokensFromRefreshToken', { RefreshToken });
    const { username: disabled } = await w.someone({ enabled: false });
    await expect(w.signIn(disabled)).rejects.toThrow();
    expect(events()).toEqual([]);
  });

  it('learns of a new device only in a pool that tracks devices', async () => {
    const plain = await telling();
    await begin(plain, (await plain.someone()).username);
    const w = await telling(undefined, TRACKING);
    const device = await confirmed(w);
    const { Session } = await device.begin();
    await prove(w, device, Session);
    expect(events().map(({ request }) => request.newDeviceUsed)).toEqual([true, false]);
  });

  it.each(failuresOf('PostAuthentication'))('leaves no session when its function %s', async (_, handler, error) => {
    const w = await telling();
    const { username } = await w.someone();
    await w.tokens(username);
    app.functions.set('post-authentication', handler);
    await expect(w.signIn(username)).rejects.toMatchObject(error);
    expect(await sessionsOf(w, username)).toHaveLength(1);
    expect(app.audit.at(-1)).toMatchObject({ outcome: 'refused' });
    app.functions.set('post-authentication');
    await w.tokens(username);
    expect(await sessionsOf(w, username)).toHaveLength(2);
  });

  it('keeps a new password when its function fails, and the Session is used up', async () => {
    const w = await telling(() => {
      throw new Error('No');
    });
    await w.create('first');
    const { Session } = await w.signIn('first');
    const choose = () => w.choosePassword('first', Session, OTHER_PASSWORD);
    await expect(choose()).rejects.toMatchObject({ message: 'PostAuthentication failed with error No.' });
    expect(await sessionsOf(w, 'first')).toEqual([]);
    app.functions.set('post-authentication');
    await expect(choose()).rejects.toThrow();
    expect(await w.tokens('first', OTHER_PASSWORD)).toHaveProperty('AccessToken');
  });

  it('does not let the proof of a failed sign-in be used again', async () => {
    const w = await telling(() => {
      throw new Error('No');
    });
    const { username } = await w.someone();
    const proof = await w.srpStarted(username);
    await expect(app.call('RespondToAuthChallenge', proof)).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
    });
    app.functions.set('post-authentication');
    await expect(app.call('RespondToAuthChallenge', proof)).rejects.toMatchObject(SESSION_USED);
  });

  it('changes the profile for the next sign-in', async () => {
    const w = await telling(async (event) => {
      const Username = event.userName;
      await w.call('AdminUpdateUserAttributes', { Username, UserAttributes: [{ Name: 'nickname', Value: 'Bee' }] });
      return event;
    });
    const { username } = await w.someone();
    const nickname = async () => claimsOf((await w.tokens(username)).IdToken).nickname;
    expect([await nickname(), await nickname()]).toEqual([undefined, 'Bee']);
  });

  it('may sign the user out, so that the tokens are worth nothing', async () => {
    const w = await telling(async (event) => {
      await w.call('AdminUserGlobalSignOut', { Username: event.userName });
      return event;
    });
    const { username } = await w.someone();
    const { AccessToken } = await w.tokens(username);
    await expect(w.getUser(AccessToken)).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
  });

  it('is told of a custom sign-in once the functions let the user in, which PreAuthentication has no part in', async () => {
    const w = await customPool(app);
    const preAuthentication = app.functions.set('pre-authentication');
    const postAuthentication = app.functions.set('post-authentication');
    const preTokenGeneration = app.functions.set('pre-token');
    await w.changePool({
      lambdaConfig: { ...w.pool.lambdaConfig, preAuthentication, postAuthentication, preTokenGeneration },
    });
    app.deps.configuration.forget(w.pool.id);
    const { username, sub } = await w.someone();
    const begun = await w.begin(username);
    events().length = 0;
    await w.reply(username, begun.Session);
    expect(events().map(({ triggerSource }) => triggerSource)).toEqual([
      'VerifyAuthChallengeResponse_Authentication',
      'DefineAuthChallenge_Authentication',
      'PostAuthentication_Authentication',
      'TokenGeneration_Authentication',
    ]);
    app.functions.set('post-authentication', () => {
      throw new Error('No');
    });
    await expect(w.reply(username, (await w.begin(username)).Session)).rejects.toMatchObject({
      message: 'PostAuthentication failed with error No.',
    });
    const revoked = (await w.families(sub)).filter(({ revokedAt }) => revokedAt !== undefined);
    expect(revoked).toHaveLength(1);
    expect(events().some(({ triggerSource }) => triggerSource.startsWith('PreAuthentication'))).toBe(false);
  });

  it('is told of a device that replaces MFA, and of a choice', async () => {
    const w = await telling(undefined, { ...ALWAYS, ...OPTIONAL_TOTP });
    const device = await confirmed(w);
    await addSoftwareToken(w, device.username);
    events().length = 0;
    const { Session } = await device.begin();
    await prove(w, device, Session);
    const other = (await w.someone()).username;
    const chosen = await w.initiate('USER_AUTH', { USERNAME: other });
    await w.respond('SELECT_CHALLENGE', { USERNAME: other, ANSWER: 'PASSWORD', PASSWORD }, chosen.Session);
    expect(events().map(({ userName }) => userName)).toEqual([device.username, other]);
  });
});
