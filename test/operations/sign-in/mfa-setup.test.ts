import { describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import { codeOf, STEP } from '#test/authenticator-app.ts';
import {
  atOnce,
  beforeNextCommit,
  claimsOf,
  OTHER_PASSWORD,
  PASSWORD,
  secretHash,
  type TestPool,
  testPools,
} from '#test/world.ts';
import {
  EVERY_FACTOR,
  NOT_OFFERED,
  NOT_SET_UP,
  newcomer,
  OPTIONAL,
  REQUIRED,
  shown,
  WRONG_CODE,
} from '../mfa/setup.ts';

const service = testPools(REQUIRED);
const code = (secret: string, steps = 0) => codeOf(service.app, secret, steps);
const MINUTE = 60_000;

const refused = (message: string) => ({ name: 'NotAuthorizedException', message });
const ENDED = refused('Invalid session for the user.');
const USED = refused('Invalid session for the user, session can only be used once.');
const EXPIRED = refused('Invalid session for the user, session is expired.');

let names = 0;

/** A user without a factor who was asked to set one up, and the steps of that. */
async function asked(test: TestPool) {
  const username = `setup-${names++}`;
  await test.add(username);
  const begun = await test.signIn(username);
  const associate = (Session: string): Promise<{ SecretCode: string; Session: string }> =>
    service.app.call('AssociateSoftwareToken', { Session });
  const verify = (Session: string, UserCode: string, more: object = {}) =>
    service.app.call('VerifySoftwareToken', { Session, UserCode, ...more });
  const finish = (Session: string, more: object = {}) =>
    test.respond('MFA_SETUP', { USERNAME: username, ...more }, Session);
  return { username, begun, session: begun.Session as string, associate, verify, finish };
}

async function associated(test: TestPool) {
  const user = await asked(test);
  const { SecretCode, Session } = await user.associate(user.session);
  return { ...user, secret: SecretCode, pending: Session };
}

async function verifiedUser(test: TestPool) {
  const user = await associated(test);
  const { Session } = await user.verify(user.pending, code(user.secret));
  return { ...user, verified: Session as string };
}

describe('MFA_SETUP', () => {
  it('leads from a password to tokens, with a fresh Session at each step', async () => {
    const test = await service.pool();
    const user = await asked(test);
    expect(user.begun).toMatchObject({
      ChallengeName: 'MFA_SETUP',
      ChallengeParameters: { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]', USER_ID_FOR_SRP: user.username },
    });
    const { SecretCode, Session } = await user.associate(user.session);
    const name = { FriendlyDeviceName: 'my phone' };
    const verified = await user.verify(Session, code(SecretCode), name);
    expect(verified).toStrictEqual({ Status: 'SUCCESS', Session: expect.any(String) });
    expect(new Set([user.session, Session, verified.Session]).size).toBe(3);
    for (const one of [Session, verified.Session]) expect(one.length).toBeLessThanOrEqual(2048);
    const { AuthenticationResult } = await user.finish(verified.Session);
    for (const token of [AuthenticationResult.AccessToken, AuthenticationResult.IdToken]) {
      expect(claimsOf(token)).toMatchObject({ acr: 'urn:cognito:loa:4', amr: ['pwd', 'otp', 'mfa'] });
    }
    expect(await shown(test, user.username)).toEqual({ factors: ['SOFTWARE_TOKEN_MFA'] });

    service.app.advance(STEP);
    const next = await test.signIn(user.username);
    expect(next).toMatchObject({
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      ChallengeParameters: { FRIENDLY_DEVICE_NAME: 'my phone' },
    });
    const SOFTWARE_TOKEN_MFA_CODE = code(SecretCode);
    const answer = { USERNAME: user.username, SOFTWARE_TOKEN_MFA_CODE };
    expect(await test.respond('SOFTWARE_TOKEN_MFA', answer, next.Session)).toHaveProperty('AuthenticationResult');
  });

  it('follows SRP and NEW_PASSWORD_REQUIRED too, and works for administrators', async () => {
    const test = await service.pool();
    await test.create('ada');
    const first = await test.signInSrp('ada');
    expect(first.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    const second = await test.choosePassword('ada', first.Session, OTHER_PASSWORD);
    expect(second.ChallengeName).toBe('MFA_SETUP');
    const { SecretCode, Session } = await service.app.call('AssociateSoftwareToken', { Session: second.Session });
    const verified = await service.app.call('VerifySoftwareToken', { Session, UserCode: code(SecretCode) });
    const answer = { ClientId: test.client.id, ChallengeName: 'MFA_SETUP', ChallengeResponses: { USERNAME: 'ada' } };
    expect(await test.call('AdminRespondToAuthChallenge', { ...answer, Session: verified.Session })).toHaveProperty(
      'AuthenticationResult',
    );
  });

  it('registers the token with its first code, so that an interrupted user is asked for codes', async () => {
    const test = await service.pool();
    const user = await verifiedUser(test);
    expect((await test.stored(user.username))!.mfa).toStrictEqual({ softwareToken: {} });
    expect((await test.signIn(user.username)).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    expect(await user.finish(user.verified)).toHaveProperty('AuthenticationResult');
  });

  it('keeps asking for the code when the pool makes MFA optional later', async () => {
    const test = await service.pool();
    const user = await verifiedUser(test);
    await user.finish(user.verified);
    await test.changePool(OPTIONAL);
    service.app.deps.configuration.forget(test.pool.id);
    expect((await test.signIn(user.username)).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
  });

  it('names every factor that can be set up', async () => {
    const test = await service.pool({ ...EVERY_FACTOR, mfaConfiguration: 'ON' });
    const { begun } = await asked(test);
    expect(JSON.parse(begun.ChallengeParameters.MFAS_CAN_SETUP)).toStrictEqual([
      'SMS_MFA',
      'SOFTWARE_TOKEN_MFA',
      'EMAIL_OTP',
    ]);
  });

  it('is answered with the Session of VerifySoftwareToken only', async () => {
    const test = await service.pool();
    const user = await associated(test);
    await expect(user.finish(user.pending)).rejects.toMatchObject(NOT_SET_UP);
    await expect(user.finish(user.session)).rejects.toMatchObject(USED);
    await expect((await asked(test)).finish((await asked(test)).session)).rejects.toMatchObject(ENDED);
    expect((await test.stored(user.username))!.mfa).toBeUndefined();
  });

  it('takes each Session once', async () => {
    const user = await associated(await service.pool());
    await expect(user.associate(user.session)).rejects.toMatchObject(USED);
    const { Session } = await user.verify(user.pending, code(user.secret));
    // The registration has changed the user, which ends whatever came before it.
    service.app.advance(STEP);
    await expect(user.verify(user.pending, code(user.secret))).rejects.toMatchObject(USED);
    await user.finish(Session);
    await expect(user.finish(Session)).rejects.toMatchObject(USED);
  });

  it('takes a Session of another step or challenge for none', async () => {
    const test = await service.pool();
    const user = await verifiedUser(test);
    await expect(user.associate(user.verified)).rejects.toMatchObject(ENDED);
    await expect(user.verify(user.verified, code(user.secret))).rejects.toMatchObject(ENDED);
    const other = await associated(test);
    await expect(other.associate(other.pending)).rejects.toMatchObject(ENDED);
    const third = await asked(test);
    await expect(third.verify(third.session, '123456')).rejects.toMatchObject(NOT_SET_UP);
    const answer = { USERNAME: third.username, SOFTWARE_TOKEN_MFA_CODE: '123456' };
    await expect(test.respond('SOFTWARE_TOKEN_MFA', answer, third.session)).rejects.toMatchObject(ENDED);
    await expect(third.associate('x'.repeat(40))).rejects.toMatchObject(ENDED);
    await expect(third.verify('x'.repeat(40), '123456')).rejects.toMatchObject(ENDED);
    await expect(third.associate('short')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await test.create('bob');
    const newPassword = (await test.signIn('bob')).Session;
    await expect(third.associate(newPassword)).rejects.toMatchObject(ENDED);
  });

  it('counts wrong codes, which do not use the Session up', async () => {
    const user = await associated(await service.pool());
    const wrong = code(user.secret, 5);
    for (let count = 0; count < 14; count++) {
      await expect(user.verify(user.pending, wrong)).rejects.toMatchObject(WRONG_CODE);
    }
    expect(await user.verify(user.pending, code(user.secret))).toMatchObject({ Status: 'SUCCESS' });
    const locked = await associated(await service.pool());
    for (let count = 0; count < 15; count++) await locked.verify(locked.pending, wrong).catch(() => {});
    await expect(locked.verify(locked.pending, code(locked.secret))).rejects.toMatchObject({
      name: 'TooManyRequestsException',
    });
  });

  it('begins its time anew with each step', async () => {
    const test = await service.pool();
    const user = await asked(test);
    service.app.advance(2 * MINUTE);
    const { SecretCode, Session } = await user.associate(user.session);
    service.app.advance(2 * MINUTE);
    const verified = await user.verify(Session, code(SecretCode));
    service.app.advance(2 * MINUTE);
    expect(await user.finish(verified.Session)).toHaveProperty('AuthenticationResult');
    const late = await associated(test);
    service.app.advance(3 * MINUTE);
    await expect(late.verify(late.pending, code(late.secret))).rejects.toMatchObject(EXPIRED);
    const later = await asked(test);
    service.app.advance(3 * MINUTE);
    await expect(later.associate(later.session)).rejects.toMatchObject(EXPIRED);
  });

  it('belongs to its user and its client', async () => {
    const test = await service.pool();
    const user = await verifiedUser(test);
    await test.add('mallory');
    await expect(test.respond('MFA_SETUP', { USERNAME: 'mallory' }, user.verified)).rejects.toMatchObject(ENDED);
    const elsewhere = await service.pool();
    await expect(elsewhere.respond('MFA_SETUP', { USERNAME: user.username }, user.verified)).rejects.toMatchObject(
      ENDED,
    );
    await expect(test.respond('MFA_SETUP', {}, user.verified)).rejects.toMatchObject({
      message: 'Missing required parameter USERNAME',
    });
    await expect(test.respond('MFA_SETUP', { USERNAME: user.username })).rejects.toMatchObject({
      message: 'Missing required parameter Session',
    });
  });

  it('needs the secret hash of a client with a secret', async () => {
    const secret = 'a'.repeat(51);
    const test = await service.pool({}, { secret });
    await test.add('ann');
    const SECRET_HASH = secretHash(secret, 'ann', test.client.id);
    const begun = await test.initiate('USER_PASSWORD_AUTH', { USERNAME: 'ann', PASSWORD, SECRET_HASH });
    const { SecretCode, Session } = await service.app.call('AssociateSoftwareToken', { Session: begun.Session });
    const verified = await service.app.call('VerifySoftwareToken', { Session, UserCode: code(SecretCode) });
    await expect(test.respond('MFA_SETUP', { USERNAME: 'ann' }, verified.Session)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
    expect(await test.respond('MFA_SETUP', { USERNAME: 'ann', SECRET_HASH }, verified.Session)).toHaveProperty(
      'AuthenticationResult',
    );
  });

  it('has one winner at each step', async () => {
    const test = await service.pool();
    const user = await asked(test);
    const first = await atOnce(8, () => user.associate(user.session));
    expect(first.answers).toHaveLength(1);
    const { SecretCode, Session } = first.answers[0]!;
    const second = await atOnce(8, () => user.verify(Session, code(SecretCode)));
    expect(second.answers).toHaveLength(1);
    const third = await atOnce(8, () => user.finish(second.answers[0].Session));
    expect(third.answers).toHaveLength(1);
    for (const { message } of [first, second, third].flatMap(({ errors }) => errors)) {
      expect([ENDED.message, USED.message]).toContain(message);
    }
  });

  it.each([
    ['disabling', 'AdminDisableUser', {}],
    ['a new password', 'AdminSetUserPassword', { Password: OTHER_PASSWORD, Permanent: true }],
    ['signing out', 'AdminUserGlobalSignOut', {}],
    ['deleting', 'AdminDeleteUser', {}],
  ] as const)('ends with %s at any step', async (_, operation, more) => {
    const test = await service.pool();
    const end = ({ username }: { username: string }) => test.call(operation, { Username: username, ...more });
    const first = await asked(test);
    await end(first);
    await expect(first.associate(first.session)).rejects.toMatchObject(ENDED);
    const second = await associated(test);
    await end(second);
    await expect(second.verify(second.pending, code(second.secret))).rejects.toMatchObject(ENDED);
    const third = await verifiedUser(test);
    await end(third);
    await expect(third.finish(third.verified)).rejects.toMatchObject(ENDED);
    const fourth = await associated(test);
    beforeNextCommit(service.app, () => end(fourth));
    await expect(fourth.verify(fourth.pending, code(fourth.secret))).rejects.toMatchObject(ENDED);
  });

  it('ends when the user has another factor meanwhile', async () => {
    const test = await service.pool({ ...EVERY_FACTOR, mfaConfiguration: 'ON' });
    const user = await asked(test);
    const second = await associated(test);
    for (const Username of [user.username, second.username]) {
      const UserAttributes = [{ Name: 'email', Value: `${Username}@example.com` }];
      await test.call('AdminUpdateUserAttributes', { Username, UserAttributes });
    }
    await expect(user.associate(user.session)).rejects.toMatchObject(ENDED);
    await expect(second.verify(second.pending, code(second.secret))).rejects.toMatchObject(ENDED);
  });

  it('ends in a pool that no longer offers software tokens', async () => {
    const test = await service.pool();
    const user = await asked(test);
    const second = await associated(test);
    await test.changePool({ mfaConfiguration: 'OFF' } satisfies Partial<Pool>);
    service.app.deps.configuration.forget(test.pool.id);
    await expect(user.associate(user.session)).rejects.toMatchObject(NOT_OFFERED);
    await expect(second.verify(second.pending, code(second.secret))).rejects.toMatchObject(NOT_OFFERED);
  });

  it('does not bring back what an administrator has deleted', async () => {
    const test = await service.pool();
    const user = await verifiedUser(test);
    await test.call('AdminDeleteSoftwareToken', { Username: user.username });
    await expect(user.finish(user.verified)).rejects.toMatchObject(ENDED);
    expect((await test.signIn(user.username)).ChallengeName).toBe('MFA_SETUP');
  });

  it('is not asked of users with a token whose registration an access token has made', async () => {
    const test = await service.pool(OPTIONAL);
    const user = await newcomer(test);
    await user.register();
    await test.changePool(REQUIRED);
    service.app.deps.configuration.forget(test.pool.id);
    expect((await test.signIn(user.username)).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
  });
});
