import { beforeAll, describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import { codeOf, STEP } from '#test/authenticator-app.ts';
import {
  ACCESS_TOKEN_EXPIRED,
  ACCESS_TOKEN_REVOKED,
  INCORRECT,
  invalid,
  SESSION_INVALID,
  SESSION_USED,
} from '#test/errors.ts';
import {
  anotherClient,
  atOnce,
  claimsOf,
  HIDING,
  HOUR,
  OTHER_PASSWORD,
  PASSWORD,
  type TestPool,
  testPools,
} from '#test/world.ts';
import { EVERY_FACTOR, newcomer, protectedUser } from '../mfa/setup.ts';
import { CHOICE, CODES } from './choice.ts';
import { NO_METHOD, newPhone } from './mfa.ts';

const { app, ...service } = testPools({ ...EVERY_FACTOR, ...CODES }, CHOICE);
const level = (n: number) => `urn:cognito:loa:${n}`;
const notAuthorized = (message: string) => ({ name: 'NotAuthorizedException', message });
const UNREACHABLE = notAuthorized('The user has no factors to reach a level of TARGET_ACR_VALUES.');
const REACHED = notAuthorized('The access token has reached the requested level already.');
const OTHERS = notAuthorized('ACCESS_TOKEN is not that of the user.');
const PASSWORDS = ['PASSWORD_SRP', 'PASSWORD'];

const aim = (w: TestPool, USERNAME: string, target: string, more: object = {}) =>
  w.initiate('USER_AUTH', { USERNAME, TARGET_ACR_VALUES: target, ...more });
const select = (w: TestPool, USERNAME: string, Session: string, responses: object) =>
  w.respond('SELECT_CHALLENGE', { USERNAME, ...responses }, Session);

/** A user with a software token that is not turned on, and an access token of a password alone. */
async function tokenOwner(w: TestPool) {
  const user = await newcomer(w);
  const secret = await user.register();
  return { ...user, secret };
}

describe('step-up', () => {
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool();
  });

  it('asks for the software token alone where the access token proves the password', async () => {
    const { username, AccessToken, secret, answer } = await tokenOwner(w);
    app.advance(10 * STEP);
    const challenge = await aim(w, username, level(4), { ACCESS_TOKEN: AccessToken, MAX_AGE: '3600' });
    expect(challenge.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    const code = codeOf(app, secret);
    const { AuthenticationResult } = await answer(challenge.Session, code);
    const now = Math.floor(app.deps.clock.now() / 1000);
    const claims = { acr: level(4), amr: ['pwd', 'otp', 'mfa'], auth_time: now };
    expect(claimsOf(AuthenticationResult.AccessToken)).toMatchObject(claims);
    expect(claimsOf(AuthenticationResult.IdToken)).toMatchObject(claims);
    const { AuthenticationResult: fresh } = await w.refresh(AuthenticationResult.RefreshToken);
    expect(claimsOf(fresh.AccessToken)).toMatchObject(claims);
    await expect(answer(challenge.Session, code)).rejects.toMatchObject(SESSION_USED);
    // The token that was built on is as good as before, and still below the level.
    expect(await w.getUser(AccessToken)).toMatchObject({ Username: username });
  });

  it('asks for everything without an access token, and for what MFA does not ask', async () => {
    const { username, secret, answer } = await tokenOwner(w);
    const { ChallengeName, AvailableChallenges, Session } = await aim(w, username, level(4));
    expect({ ChallengeName, AvailableChallenges }).toEqual({
      ChallengeName: 'SELECT_CHALLENGE',
      AvailableChallenges: PASSWORDS,
    });
    const next = await select(w, username, Session, { ANSWER: 'PASSWORD', PASSWORD });
    expect(next.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    const { AuthenticationResult } = await answer(next.Session, codeOf(app, secret));
    expect(claimsOf(AuthenticationResult.AccessToken)).toMatchObject({ acr: level(4) });
    // Without a target, the password is enough.
    expect((await w.signIn(username)).AuthenticationResult).toBeTruthy();
  });

  it('takes a preferred password on the way', async () => {
    const { username } = await tokenOwner(w);
    const preferred = { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD };
    expect((await aim(w, username, level(4), preferred)).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    await expect(aim(w, username, level(4), { ...preferred, PASSWORD: 'wrong' })).rejects.toMatchObject(INCORRECT);
  });

  it('asks for a verified contact, or leaves the choice between several', async () => {
    const { username, email } = await w.someone();
    const { AccessToken } = await w.tokens(username);
    const challenge = await aim(w, username, level(3), { ACCESS_TOKEN: AccessToken });
    expect(challenge.ChallengeName).toBe('EMAIL_OTP');
    const responses = { USERNAME: username, EMAIL_OTP_CODE: w.codeFor(email) };
    expect(responses.EMAIL_OTP_CODE).toMatch(/^\d{6}$/);
    const { AuthenticationResult } = await w.respond('EMAIL_OTP', responses, challenge.Session);
    expect(claimsOf(AuthenticationResult.AccessToken)).toMatchObject({
      acr: level(3),
      amr: ['pwd', 'email_otp', 'mfa'],
    });

    await w.force(username, ({ attributes }) => ({
      attributes: { ...attributes, phone_number: newPhone(), phone_number_verified: 'true' },
    }));
    const choice = await aim(w, username, level(3), { ACCESS_TOKEN: AccessToken });
    expect(choice.ChallengeName).toBe('SELECT_MFA_TYPE');
    expect(choice.ChallengeParameters.MFAS_CAN_CHOOSE).toBe('["SMS_MFA","EMAIL_OTP"]');
    const chosen = await w.respond('SELECT_MFA_TYPE', { USERNAME: username, ANSWER: 'SMS_MFA' }, choice.Session);
    expect(chosen.ChallengeName).toBe('SMS_MFA');
  });

  it('offers a code for level 2, or a password that more follows, and credits the code towards level 3', async () => {
    const { username, email } = await w.someone();
    const codes = await aim(w, username, level(2));
    expect(codes.AvailableChallenges).toEqual([...PASSWORDS, 'EMAIL_OTP']);
    const challenge = await select(w, username, codes.Session, { ANSWER: 'EMAIL_OTP' });
    const responses = { USERNAME: username, EMAIL_OTP_CODE: w.codeFor(email) };
    const { AuthenticationResult } = await w.respond('EMAIL_OTP', responses, challenge.Session);
    const ACCESS_TOKEN = AuthenticationResult.AccessToken;
    expect(claimsOf(ACCESS_TOKEN)).toMatchObject({ acr: level(2), amr: ['email_otp'] });
    await expect(aim(w, username, level(2), { ACCESS_TOKEN })).rejects.toMatchObject(REACHED);
    const { AvailableChallenges, Session } = await aim(w, username, level(3), { ACCESS_TOKEN });
    expect(AvailableChallenges).toEqual(PASSWORDS);
    const done = await select(w, username, Session, { ANSWER: 'PASSWORD', PASSWORD });
    expect(claimsOf(done.AuthenticationResult.AccessToken)).toMatchObject({
      acr: level(3),
      amr: ['email_otp', 'pwd', 'mfa'],
    });
  });

  it('credits no code once MFA has to be passed', async () => {
    const { username, email } = await w.someone();
    const challenge = await w.initiate('USER_AUTH', { USERNAME: username, PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    const responses = { USERNAME: username, EMAIL_OTP_CODE: w.codeFor(email) };
    const { AuthenticationResult } = await w.respond('EMAIL_OTP', responses, challenge.Session);
    await w.force(username, ({ attributes }) => ({
      attributes: { ...attributes, phone_number: newPhone() },
      mfa: { enabled: ['SMS_MFA'], preferred: 'SMS_MFA' },
    }));
    const { Session } = await aim(w, username, level(3), { ACCESS_TOKEN: AuthenticationResult.AccessToken });
    const next = await select(w, username, Session, { ANSWER: 'PASSWORD', PASSWORD });
    expect(next.ChallengeName).toBe('SMS_MFA');
  });

  it('takes the first level of the list that the user can reach, and passes over what it does not know', async () => {
    const { username, email } = await w.someone();
    const { AccessToken: ACCESS_TOKEN } = await w.tokens(username);
    const list = `urn:other ${level(4)} ${level(3)} ${level(1)}`;
    expect((await aim(w, username, list, { ACCESS_TOKEN })).ChallengeName).toBe('EMAIL_OTP');
    expect(app.outbox.messages(email)).toHaveLength(1);
  });

  it('never asks for less than MFA does', async () => {
    const { username, secret, answer } = await protectedUser(w);
    const { Session } = await aim(w, username, level(1));
    const next = await select(w, username, Session, { ANSWER: 'PASSWORD', PASSWORD });
    expect(next.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    const { AuthenticationResult } = await answer(next.Session, codeOf(app, secret));
    expect(claimsOf(AuthenticationResult.AccessToken)).toMatchObject({ acr: level(4) });
  });

  it('asks for the token of a user who prefers a weaker factor', async () => {
    const { username } = await tokenOwner(w);
    await w.force(username, ({ mfa }) => ({
      attributes: { phone_number: newPhone() },
      mfa: { ...mfa, enabled: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'], preferred: 'SMS_MFA' },
    }));
    const prefer = { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD };
    expect((await aim(w, username, level(4), prefer)).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    expect((await aim(w, username, level(3), prefer)).ChallengeName).toBe('SMS_MFA');
  });

  it('drops the credit of a sign-in that is older than MAX_AGE', async () => {
    const { username, AccessToken: ACCESS_TOKEN } = await tokenOwner(w);
    const from = (MAX_AGE: string) => aim(w, username, level(4), { ACCESS_TOKEN, MAX_AGE });
    app.advance(60_000);
    expect((await from('600')).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    expect((await from('30')).ChallengeName).toBe('SELECT_CHALLENGE');
    // An old token is no reason to refuse a level that it has reached.
    const again = await aim(w, username, level(1), { ACCESS_TOKEN, MAX_AGE: '0' });
    expect(again.ChallengeName).toBe('SELECT_CHALLENGE');
    await expect(aim(w, username, level(1), { ACCESS_TOKEN })).rejects.toMatchObject(REACHED);
  });

  it.each<[string, (user: Awaited<ReturnType<typeof tokenOwner>>) => Promise<unknown>]>([
    [
      'changes the password',
      ({ own }) => own('ChangePassword', { PreviousPassword: PASSWORD, ProposedPassword: OTHER_PASSWORD }),
    ],
    [
      'is given a password',
      ({ username: Username }) =>
        w.call('AdminSetUserPassword', { Username, Password: OTHER_PASSWORD, Permanent: true }),
    ],
    ['registers another software token', ({ register }) => register()],
    [
      'turns a factor off',
      async ({ prefer }) => {
        await prefer({ SoftwareTokenMfaSettings: { Enabled: true } });
        await prefer({ SoftwareTokenMfaSettings: { Enabled: false } });
      },
    ],
  ])('credits nothing to a token from before the user %s', async (what, change) => {
    const user = await tokenOwner(w);
    const { username } = user;
    const { RefreshToken, AccessToken } = await w.tokens(username);
    const from = (ACCESS_TOKEN: string, target: string) => aim(w, username, target, { ACCESS_TOKEN });
    await expect(from(AccessToken, level(1))).rejects.toMatchObject(REACHED);
    await change(user);
    const { AuthenticationResult: refreshed } = await w.refresh(RefreshToken);
    for (const token of [AccessToken, refreshed.AccessToken]) {
      expect((await from(token, level(4))).ChallengeName).toBe('SELECT_CHALLENGE');
      expect((await from(token, level(1))).ChallengeName).toBe('SELECT_CHALLENGE');
      expect(await w.getUser(token)).toMatchObject({ Username: username });
    }
    const password = what.includes('password') ? OTHER_PASSWORD : PASSWORD;
    const fresh = await w.tokens(username, password);
    expect((await from(fresh.AccessToken, level(4))).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
  });

  it.each([
    [{ TARGET_ACR_VALUES: 'urn:other' }, invalid('TARGET_ACR_VALUES names no level of the user pool.')],
    [{ TARGET_ACR_VALUES: '' }, invalid('TARGET_ACR_VALUES names no level of the user pool.')],
    [{ TARGET_ACR_VALUES: level(4) }, UNREACHABLE],
    [{ TARGET_ACR_VALUES: level(1), MAX_AGE: '-1' }, invalid('MAX_AGE must be a number of seconds.')],
    [{ TARGET_ACR_VALUES: level(1), MAX_AGE: 'x' }, invalid('MAX_AGE must be a number of seconds.')],
    [{ ACCESS_TOKEN: 'x.y.z' }, invalid('ACCESS_TOKEN requires TARGET_ACR_VALUES.')],
    [{ TARGET_ACR_VALUES: level(1), ACCESS_TOKEN: 'x.y.z' }, notAuthorized('Invalid Access Token')],
  ])('refuses %j', async (parameters, error) => {
    const { username } = await w.someone();
    await expect(w.initiate('USER_AUTH', { USERNAME: username, ...parameters })).rejects.toMatchObject(error);
  });

  it('refuses tokens of another user, client and pool, revoked and expired ones', async () => {
    const { username, AccessToken } = await tokenOwner(w);
    const other = await tokenOwner(w);
    const from = (token: string, at = w, name = username) => aim(at, name, level(4), { ACCESS_TOKEN: token });
    await expect(from(other.AccessToken)).rejects.toMatchObject(OTHERS);
    const hiding = await anotherClient(w, { ...CHOICE, ...HIDING });
    await expect(from(AccessToken, hiding)).rejects.toMatchObject(notAuthorized('Invalid Access Token'));
    const { AccessToken: theirs } = await hiding.tokens(username);
    await expect(from(theirs, hiding, 'nobody')).rejects.toMatchObject(OTHERS);
    const elsewhere = await service.pool();
    const stranger = await tokenOwner(elsewhere);
    await expect(from(stranger.AccessToken)).rejects.toMatchObject(notAuthorized('Invalid Access Token'));
    await w.call('AdminUserGlobalSignOut', { Username: other.username });
    await expect(from(other.AccessToken, w, other.username)).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
    app.advance(HOUR);
    await expect(from(AccessToken)).rejects.toMatchObject(ACCESS_TOKEN_EXPIRED);
  });

  it('gives one winner to 20 answers, and no tokens to a user who has lost the factor', async () => {
    const { username, AccessToken, secret, answer } = await tokenOwner(w);
    const { Session } = await aim(w, username, level(4), { ACCESS_TOKEN: AccessToken });
    const { answers } = await atOnce(20, () => answer(Session, codeOf(app, secret)));
    expect(answers).toHaveLength(1);
    app.advance(STEP);
    const late = await aim(w, username, level(4), { ACCESS_TOKEN: AccessToken });
    await w.call('AdminDeleteSoftwareToken', { Username: username });
    await expect(answer(late.Session, codeOf(app, secret))).rejects.toMatchObject(SESSION_INVALID);
  });

  it('ends no sign-in below the level that it aims at, in a pool that turns MFA off meanwhile', async () => {
    const own = await service.pool();
    const { username } = await tokenOwner(own);
    const { Session } = await aim(own, username, level(4));
    await own.changePool({ mfaConfiguration: 'OFF' });
    app.deps.configuration.forget(own.pool.id);
    await expect(select(own, username, Session, { ANSWER: 'PASSWORD', PASSWORD })).rejects.toMatchObject(NO_METHOD);
  });

  it('needs more than the tier LITE', async () => {
    const lite = await service.pool({ userPoolTier: 'LITE' });
    const { username } = await lite.someone();
    await expect(aim(lite, username, level(1))).rejects.toMatchObject({
      name: 'FeatureUnavailableInTierException',
      message: expect.stringContaining('Step-Up Authentication'),
    });
  });

  it('is as possible for an unknown name as for others', async () => {
    const hiding = await anotherClient(w, { ...CHOICE, ...HIDING });
    const seen = new Set<string>();
    for (let n = 0; n < 40; n++) {
      const answer = aim(hiding, `ghost-${n}`, level(4));
      seen.add(
        await answer.then(
          ({ ChallengeName }) => ChallengeName,
          ({ message }: Error) => message,
        ),
      );
    }
    expect([...seen].sort()).toEqual(['SELECT_CHALLENGE', UNREACHABLE.message].sort());
  });
});

describe('AcrConfiguration', () => {
  const AcrConfiguration = { Level2: { AcrValue: 'urn:mine:2' }, Level4: { AcrValue: 'urn:mine:4' } };

  it('renames levels in tokens and targets', async () => {
    const acrConfiguration = AcrConfiguration;
    const w = await service.pool({ acrConfiguration } as Partial<Pool>);
    const { username, AccessToken, secret, answer } = await tokenOwner(w);
    expect(claimsOf(AccessToken).acr).toBe(level(1));
    await expect(aim(w, username, level(4))).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const { Session } = await aim(w, username, 'urn:mine:4', { ACCESS_TOKEN: AccessToken });
    const { AuthenticationResult } = await answer(Session, codeOf(app, secret));
    expect(claimsOf(AuthenticationResult.IdToken).acr).toBe('urn:mine:4');
  });

  it('leaves the methods of older tokens valid when a level is renamed', async () => {
    const w = await service.pool();
    const { username, AccessToken } = await tokenOwner(w);
    await w.changePool({ acrConfiguration: { Level1: { AcrValue: 'urn:mine:1' } } });
    app.deps.configuration.forget(w.pool.id);
    const challenge = await aim(w, username, level(4), { ACCESS_TOKEN: AccessToken });
    expect(challenge.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
  });

  it('is shown with the names of all levels', async () => {
    const created = await app.call('CreateUserPool', { PoolName: 'levels', AcrConfiguration });
    const shown = {
      Level1: { AcrValue: level(1) },
      Level2: { AcrValue: 'urn:mine:2' },
      Level3: { AcrValue: level(3) },
      Level4: { AcrValue: 'urn:mine:4' },
    };
    expect(created.UserPool.AcrConfiguration).toEqual(shown);
    const UserPoolId = created.UserPool.Id;
    const described = async () => (await app.call('DescribeUserPool', { UserPoolId })).UserPool.AcrConfiguration;
    expect(await described()).toEqual(shown);
    await app.call('UpdateUserPool', { UserPoolId, AcrConfiguration: { Level1: { AcrValue: 'x' } } });
    expect(await described()).toMatchObject({ Level1: { AcrValue: 'x' }, Level2: { AcrValue: level(2) } });
    await app.call('UpdateUserPool', { UserPoolId });
    expect(await described()).toBeUndefined();
  });

  it.each([
    ['two equal names', { Level1: { AcrValue: 'a' }, Level2: { AcrValue: 'a' } }],
    ['the default name of another level', { Level1: { AcrValue: level(3) } }],
  ])('refuses %s', async (_what, AcrConfiguration) => {
    await expect(app.call('CreateUserPool', { PoolName: 'p', AcrConfiguration })).rejects.toMatchObject(
      invalid('Every AcrValue of AcrConfiguration must be unique, default values included.'),
    );
  });

  it.each([
    ['a blank', { Level1: { AcrValue: 'a b' } }],
    ['a quotation mark', { Level1: { AcrValue: 'a"' } }],
    ['a backslash', { Level1: { AcrValue: 'a\\' } }],
    ['65 characters', { Level1: { AcrValue: 'a'.repeat(65) } }],
    ['another level', { Level5: { AcrValue: 'a' } }],
  ])('refuses %s', async (_what, AcrConfiguration) => {
    await expect(app.call('CreateUserPool', { PoolName: 'p', AcrConfiguration })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(/^1 validation error detected/),
    });
  });

  it('needs more than the tier LITE', async () => {
    const input = { PoolName: 'p', UserPoolTier: 'LITE', AcrConfiguration };
    await expect(app.call('CreateUserPool', input)).rejects.toMatchObject({
      name: 'FeatureUnavailableInTierException',
      message: expect.stringContaining('Step-Up Authentication'),
    });
  });
});
