import { describe, expect, it } from 'vitest';
import { codeOf, STEP } from '#test/authenticator-app.ts';
import { atOnce, beforeNextCommit, claimsOf, OTHER_PASSWORD, testPools } from '#test/world.ts';
import { OPTIONAL, protectedUser } from '../mfa/setup.ts';

const service = testPools(OPTIONAL);
const code = (secret: string, steps = 0) => codeOf(service.app, secret, steps);
const MINUTE = 60_000;

const refused = (message: string) => ({ name: 'NotAuthorizedException', message });
const ENDED = refused('Invalid session for the user.');
const USED = refused('Invalid session for the user, session can only be used once.');
const MISMATCH = { name: 'CodeMismatchException', message: 'Invalid code received for user' };
const SPENT = { name: 'ExpiredCodeException', message: 'Your software token has already been used once.' };

async function challenged() {
  const test = await service.pool();
  const user = await protectedUser(test, { FriendlyDeviceName: 'my phone' });
  const begin = () => test.signIn(user.username);
  const begun = await begin();
  return { ...user, test, begin, begun, session: begun.Session as string };
}

describe('SOFTWARE_TOKEN_MFA', () => {
  it('leads to tokens of level 4', async () => {
    const user = await challenged();
    expect(user.begun).toStrictEqual({
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      Session: expect.any(String),
      ChallengeParameters: { USER_ID_FOR_SRP: user.username, FRIENDLY_DEVICE_NAME: 'my phone' },
    });
    const { AuthenticationResult } = await user.answer(user.session, code(user.secret));
    for (const token of [AuthenticationResult.AccessToken, AuthenticationResult.IdToken]) {
      expect(claimsOf(token)).toMatchObject({ acr: 'urn:cognito:loa:4', amr: ['pwd', 'otp', 'mfa'] });
    }
  });

  it('takes 5 reads and 2 writes with the password', async () => {
    const user = await challenged();
    service.app.roundTrips.reset();
    const { Session } = await user.begin();
    await user.answer(Session, code(user.secret));
    expect(service.app.roundTrips).toMatchObject({ reads: 5, writes: 2, staleReads: [] });
  });

  it.each([-1, 0, 1])('accepts a code of %d steps from now once', async (steps) => {
    const user = await challenged();
    // The code that registered the token is of the step before, and used up.
    service.app.advance(STEP);
    const { Session } = await user.begin();
    const given = code(user.secret, steps);
    expect(await user.answer(Session, given)).toHaveProperty('AuthenticationResult');
    await expect(user.answer((await user.begin()).Session, given)).rejects.toMatchObject(SPENT);
  });

  it('refuses codes of the past and the future, of another hash, and of another user', async () => {
    const user = await challenged();
    const other = await protectedUser(user.test);
    const wrong = [code(user.secret, -2), code(user.secret, 2), code(other.secret)];
    for (const one of [...wrong, codeOf(service.app, user.secret, 0, 'SHA256')]) {
      await expect(user.answer(user.session, one)).rejects.toMatchObject(MISMATCH);
    }
    expect(await user.answer(user.session, code(user.secret))).toHaveProperty('AuthenticationResult');
  });

  it('accepts no code of a step before one that was accepted', async () => {
    const user = await challenged();
    await user.answer(user.session, code(user.secret, 1));
    const { Session } = await user.begin();
    await expect(user.answer(Session, code(user.secret, 0))).rejects.toMatchObject(SPENT);
    service.app.advance(2 * STEP);
    expect(await user.answer(Session, code(user.secret))).toHaveProperty('AuthenticationResult');
  });

  it.each(['', ' ', '12345', '1234567', 'abcdef', '２８７０８２', '0'.repeat(129), '\u0000'.repeat(6)])(
    'answers %j like a wrong or missing code',
    async (given) => {
      const user = await challenged();
      const error = given === '' ? { name: 'InvalidParameterException' } : MISMATCH;
      await expect(user.answer(user.session, given)).rejects.toMatchObject(error);
    },
  );

  it('has one winner when one code answers 20 Sessions at once', async () => {
    const user = await challenged();
    const sessions = await Promise.all(Array.from({ length: 20 }, user.begin));
    const given = code(user.secret);
    const { answers, errors } = await atOnce(20, (index) => user.answer(sessions[index]!.Session, given));
    expect(answers).toHaveLength(1);
    expect(answers[0]).toHaveProperty('AuthenticationResult');
    expect(errors).toHaveLength(19);
    for (const error of errors) expect(error).toMatchObject(SPENT);
  });

  it('has one winner when one Session is answered 20 times at once', async () => {
    const user = await challenged();
    const { answers, errors } = await atOnce(20, () => user.answer(user.session, code(user.secret)));
    expect(answers).toHaveLength(1);
    for (const error of errors) expect([SPENT.message, USED.message]).toContain(error.message);
  });

  it('locks after five wrong codes, for the right one too, in every Session of the user', async () => {
    const user = await challenged();
    const wrong = code(user.secret, 9);
    for (let count = 0; count < 5; count++)
      await expect(user.answer(user.session, wrong)).rejects.toMatchObject(MISMATCH);
    const locked = refused('Password attempts exceeded');
    await expect(user.answer(user.session, code(user.secret))).rejects.toMatchObject(locked);
    await expect(user.answer((await user.begin()).Session, code(user.secret))).rejects.toMatchObject(locked);
    service.app.advance(2000);
    expect(await user.answer(user.session, code(user.secret))).toHaveProperty('AuthenticationResult');
  });

  it('gives 30 parallel wrong codes no more than five answers', async () => {
    const user = await challenged();
    const { errors } = await atOnce(30, () => user.answer(user.session, code(user.secret, 9)));
    expect(errors.filter(({ name }) => name === 'CodeMismatchException').length).toBeLessThanOrEqual(5);
    expect(errors).toHaveLength(30);
  });

  it('refuses Sessions that are missing, forged, used, expired or another user’s', async () => {
    const user = await challenged();
    const other = await protectedUser(user.test);
    const given = { USERNAME: user.username, SOFTWARE_TOKEN_MFA_CODE: code(user.secret) };
    const respond = (session?: string, responses: object = given) =>
      user.test.respond('SOFTWARE_TOKEN_MFA', responses, session);
    await expect(respond()).rejects.toMatchObject({ message: 'Missing required parameter Session' });
    await expect(respond('x'.repeat(40))).rejects.toMatchObject(ENDED);
    await expect(respond((await user.test.signIn(other.username)).Session)).rejects.toMatchObject(ENDED);
    await expect(respond(user.session, { ...given, USERNAME: other.username })).rejects.toMatchObject(ENDED);
    await expect(respond(user.session, { USERNAME: user.username })).rejects.toMatchObject({
      message: 'Missing required parameter SOFTWARE_TOKEN_MFA_CODE',
    });
    await expect(user.test.respond('MFA_SETUP', given, user.session)).rejects.toMatchObject(ENDED);
    await expect(service.app.call('AssociateSoftwareToken', { Session: user.session })).rejects.toMatchObject(ENDED);
    await respond(user.session);
    await expect(respond(user.session)).rejects.toMatchObject(USED);
    const { Session } = await user.begin();
    service.app.advance(3 * MINUTE);
    const late = { ...given, SOFTWARE_TOKEN_MFA_CODE: code(user.secret) };
    await expect(respond(Session, late)).rejects.toMatchObject({
      message: 'Invalid session for the user, session is expired.',
    });
  });

  const off = { SoftwareTokenMfaSettings: { Enabled: false } };
  it.each([
    ['turning MFA off', 'AdminSetUserMFAPreference', off],
    ['deleting the token', 'AdminDeleteSoftwareToken', {}],
    ['disabling', 'AdminDisableUser', {}],
    ['a new password', 'AdminSetUserPassword', { Password: OTHER_PASSWORD, Permanent: true }],
    ['signing out', 'AdminUserGlobalSignOut', {}],
    ['deleting', 'AdminDeleteUser', {}],
  ] as const)('ends with %s, before an answer and during it', async (_, operation, more) => {
    const user = await challenged();
    const end = () => user.test.call(operation, { Username: user.username, ...more });
    await end();
    await expect(user.answer(user.session, code(user.secret))).rejects.toMatchObject(ENDED);
    const other = await challenged();
    beforeNextCommit(service.app, () => other.test.call(operation, { Username: other.username, ...more }));
    await expect(other.answer(other.session, code(other.secret))).rejects.toMatchObject({
      name: expect.stringMatching(/^(NotAuthorizedException|ExpiredCodeException)$/),
    });
  });

  it('does not bring a deleted secret back when the answer comes too late', async () => {
    const user = await challenged();
    beforeNextCommit(service.app, async () => {
      await user.test.call('AdminDeleteSoftwareToken', { Username: user.username });
      await user.register();
    });
    const before = user.secret;
    await user.answer(user.session, code(user.secret)).catch(() => {});
    expect((await user.token())?.secret).not.toBe(before);
    expect(await user.token()).toHaveProperty('secret');
  });

  it('asks for the preferred token although the pool no longer offers software tokens', async () => {
    const user = await challenged();
    await user.test.changePool({ softwareTokenMfaConfiguration: undefined });
    service.app.deps.configuration.forget(user.test.pool.id);
    const { Session, ChallengeName } = await user.begin();
    expect(ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    expect(await user.answer(Session, code(user.secret))).toHaveProperty('AuthenticationResult');
  });

  it('is not asked for while the pool has MFA off', async () => {
    const user = await challenged();
    await user.test.changePool({ mfaConfiguration: 'OFF' });
    service.app.deps.configuration.forget(user.test.pool.id);
    expect(await user.begin()).toHaveProperty('AuthenticationResult');
  });
});
