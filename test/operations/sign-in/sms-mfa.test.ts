import { beforeAll, describe, expect, it } from 'vitest';
import { CODE_EXPIRED, SESSION_EXPIRED, SESSION_INVALID, SESSION_USED } from '#test/errors.ts';
import { atOnce, claimsOf, OTHER_PASSWORD, otherThan, type TestPool, testPools, type Values } from '#test/world.ts';
import { MISMATCH, NO_METHOD, SMS_MFA, withFactors } from './mfa.ts';

const { app, ...service } = testPools(SMS_MFA);
const SPENT = {
  name: 'NotAuthorizedException',
  message: 'Attempt limit exceeded, please try after some time.',
};

describe('SMS_MFA', () => {
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool({ mfaConfiguration: 'ON' });
  });

  /** Somebody who has given the password and was sent a code. */
  const started = async (pool = w) => {
    const person = await withFactors(pool);
    const { Session } = await pool.signIn(person.username);
    return { ...person, Session: String(Session), code: pool.codeFor(person.phone) };
  };
  const answer = (USERNAME: string, SMS_MFA_CODE: string, session: string, more: Values = {}) =>
    w.respond('SMS_MFA', { USERNAME, SMS_MFA_CODE, ...more }, session);

  it('asks for the code that was sent to the phone, and ends in tokens', async () => {
    const { username, phone } = await withFactors(w);
    const challenge = await w.signIn(username);
    expect(challenge).toEqual({
      ChallengeName: 'SMS_MFA',
      Session: expect.any(String),
      ChallengeParameters: {
        USER_ID_FOR_SRP: username,
        CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
        CODE_DELIVERY_DESTINATION: `+*******${phone.slice(-4)}`,
      },
    });
    expect(challenge.Session.length).toBeLessThan(2048);
    const [message] = app.outbox.messages(phone);
    expect(message).toMatchObject({ medium: 'SMS', body: `Code ${message!.code} for you` });
    expect(message!.code).toMatch(/^\d{6}$/);
    const { AuthenticationResult } = await answer(username, message!.code!, challenge.Session);
    expect(claimsOf(AuthenticationResult.AccessToken)).toMatchObject({
      acr: 'urn:cognito:loa:3',
      amr: ['pwd', 'sms', 'mfa'],
    });
  });

  it('marks the phone number verified, in the tokens too', async () => {
    const { username, code, Session } = await started();
    const { AuthenticationResult } = await answer(username, code, Session);
    expect((await w.stored(username))!.attributes).toMatchObject({
      phone_number_verified: 'true',
      email_verified: 'false',
    });
    expect(claimsOf(AuthenticationResult.IdToken)).toMatchObject({ phone_number_verified: true });
  });

  it('follows SRP and a new password too', async () => {
    const { username } = await withFactors(w);
    expect((await w.signInSrp(username)).ChallengeName).toBe('SMS_MFA');
    await w.force(username, { status: 'FORCE_CHANGE_PASSWORD' });
    const { Session } = await w.signIn(username);
    const before = app.outbox.messages().length;
    expect((await w.choosePassword(username, Session, OTHER_PASSWORD)).ChallengeName).toBe('SMS_MFA');
    expect(app.outbox.messages().length).toBe(before + 1);
  });

  it.each(['another', 'shorter', 'empty', 'too long'])('refuses a code that is %s', async (what) => {
    const { username, code, Session } = await started();
    const given = { another: otherThan(code), shorter: code.slice(1), empty: '', 'too long': code.repeat(100) }[what]!;
    const refused = answer(username, given, Session);
    await expect(refused).rejects.toMatchObject(
      given === ''
        ? { name: 'InvalidParameterException', message: 'Missing required parameter SMS_MFA_CODE' }
        : MISMATCH,
    );
    await answer(username, code, Session);
  });

  it('takes a code for its own sign-in only', async () => {
    const person = await started();
    const { Session } = await w.signIn(person.username);
    const later = w.codeFor(person.phone);
    if (later !== person.code)
      await expect(answer(person.username, person.code, Session)).rejects.toMatchObject(MISMATCH);
    await answer(person.username, later, Session);
    await answer(person.username, person.code, person.Session);
  });

  it('takes a code once, in whatever number of parallel requests', async () => {
    const { username, code, Session } = await started();
    const { answers, errors } = await atOnce(8, () => answer(username, code, Session));
    expect(answers).toHaveLength(1);
    expect(errors).toHaveLength(7);
    for (const error of errors) expect(error).toMatchObject(SESSION_USED);
    await expect(answer(username, code, Session)).rejects.toMatchObject(SESSION_USED);
  });

  it('takes the session of its own user, challenge, client and time', async () => {
    const [one, other] = [await started(), await started()];
    await expect(answer(one.username, one.code, other.Session)).rejects.toMatchObject(SESSION_INVALID);
    await expect(answer(other.username, one.code, one.Session)).rejects.toMatchObject(SESSION_INVALID);
    await expect(answer(one.username, one.code, 'x'.repeat(40))).rejects.toMatchObject(SESSION_INVALID);
    const asEmail = w.respond('EMAIL_OTP', { USERNAME: one.username, EMAIL_OTP_CODE: one.code }, one.Session);
    await expect(asEmail).rejects.toMatchObject(SESSION_INVALID);
    const elsewhere = await service.pool({ mfaConfiguration: 'ON' });
    const foreign = elsewhere.respond('SMS_MFA', { USERNAME: one.username, SMS_MFA_CODE: one.code }, one.Session);
    await expect(foreign).rejects.toMatchObject(SESSION_INVALID);
    app.advance(3 * 60_000);
    await expect(answer(one.username, one.code, one.Session)).rejects.toMatchObject(SESSION_EXPIRED);
  });

  it.each<[string, (username: string, sub: string) => Promise<unknown>]>([
    [
      'another password',
      (Username) => w.call('AdminSetUserPassword', { Username, Password: OTHER_PASSWORD, Permanent: true }),
    ],
    ['disabling', (Username) => w.call('AdminDisableUser', { Username })],
    ['signing out', (Username) => w.call('AdminUserGlobalSignOut', { Username })],
    ['deletion', (Username) => w.call('AdminDeleteUser', { Username })],
  ])('ends with %s', async (_, act) => {
    const { username, sub, code, Session } = await started();
    await act(username, sub);
    await expect(answer(username, code, Session)).rejects.toMatchObject(SESSION_INVALID);
  });

  it('takes no code that was sent to a number that the user has given up', async () => {
    const { username, code, Session } = await started();
    const UserAttributes = [{ Name: 'phone_number', Value: '+15559990000' }];
    await w.call('AdminUpdateUserAttributes', { Username: username, UserAttributes });
    await expect(answer(username, code, Session)).rejects.toMatchObject(MISMATCH);
  });

  it('locks after wrong codes, and opens with time', async () => {
    const { username, code, Session } = await started();
    for (let n = 0; n < 5; n++)
      await expect(answer(username, otherThan(code), Session)).rejects.toMatchObject(MISMATCH);
    const locked = answer(username, code, Session);
    await expect(locked).rejects.toMatchObject({ message: 'Password attempts exceeded' });
    app.advance(1000);
    await answer(username, code, Session);
  });

  it('sends nothing for a step that is repeated or refused', async () => {
    const { username } = await withFactors(w);
    const request = await w.srpStarted(username);
    const before = app.outbox.messages().length;
    const { answers } = await atOnce(4, () => app.call('RespondToAuthChallenge', request));
    expect(answers).toHaveLength(1);
    expect(app.outbox.messages().length).toBe(before + 1);
    await expect(w.signIn(username, OTHER_PASSWORD)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    expect(app.outbox.messages().length).toBe(before + 1);
  });

  it('sends a user twenty codes an hour, one by one or at once', async () => {
    const { username } = await withFactors(w);
    const before = app.outbox.messages().length;
    const { answers, errors } = await atOnce(6, () => w.signIn(username));
    expect(errors).toEqual([]);
    for (let n = answers.length; n < 20; n++) await w.signIn(username);
    await expect(w.signIn(username)).rejects.toMatchObject(SPENT);
    await expect(w.signIn(username, OTHER_PASSWORD)).rejects.toMatchObject({
      message: 'Incorrect username or password.',
    });
    expect(app.outbox.messages().length).toBe(before + 20);
    app.advance(3_600_000);
    expect((await w.signIn(username)).ChallengeName).toBe('SMS_MFA');
  });

  it('answers a failed delivery with its error', async () => {
    const { username } = await withFactors(w);
    app.failDelivery(true);
    await expect(w.signIn(username)).rejects.toMatchObject({ name: 'CodeDeliveryFailureException' });
    app.failDelivery(false);
    await w.signIn(username);
  });

  it('refuses a user without a phone number where nothing else is offered', async () => {
    const { username } = await withFactors(w, [], undefined, {});
    await expect(w.signIn(username)).rejects.toMatchObject(NO_METHOD);
    await expect(w.signInSrp(username)).rejects.toMatchObject(NO_METHOD);
    await expect(w.signIn(username, OTHER_PASSWORD)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });
});

describe('SMS_MFA and aliases', () => {
  it('makes the phone number an alias, unless another user has verified it', async () => {
    const w = await service.pool({ mfaConfiguration: 'ON', aliasAttributes: ['phone_number'] });
    const first = await withFactors(w);
    const second = await withFactors(w, [], undefined, { phone_number: first.phone });
    const answer = async (USERNAME: string) => {
      const { Session } = await w.signIn(USERNAME);
      return w.respond('SMS_MFA', { USERNAME, SMS_MFA_CODE: w.codeFor(first.phone) }, Session);
    };
    await expect(w.signIn(first.phone)).rejects.toMatchObject({ name: 'UserNotFoundException' });
    await answer(first.username);
    expect(await w.ownerOf(first.phone)).toBe(first.sub);
    await expect(answer(second.username)).rejects.toMatchObject({
      name: 'AliasExistsException',
      message: 'An account with the phone_number already exists.',
    });
    expect(await w.ownerOf(first.phone)).toBe(first.sub);
    expect((await w.stored(second.username))!.attributes.phone_number_verified).not.toBe('true');
    expect((await answer(first.phone)).AuthenticationResult.AccessToken).toBeTruthy();
  });
});

describe('codes for a new password', () => {
  const RECOVERY = {
    recoveryMechanisms: [
      { priority: 1, name: 'verified_phone_number' },
      { priority: 2, name: 'verified_email' },
    ],
  } as const;

  const settings = { mfaConfiguration: 'OPTIONAL', accountRecoverySetting: RECOVERY } as const;
  const contacts = (phone: string, email?: string): Values => ({
    phone_number: phone,
    phone_number_verified: 'true',
    ...(email && { email, email_verified: 'true' }),
  });

  it('do not go where codes of MFA go', async () => {
    const w = await service.pool(settings);
    const free = await withFactors(w, [], undefined, contacts('+15550000001', 'a@example.com'));
    const { CodeDeliveryDetails: details } = await w.forgotPassword(free.username);
    expect(details).toMatchObject({ AttributeName: 'phone_number' });
    const both = await withFactors(w, ['SMS_MFA'], undefined, contacts('+15550000002', 'b@example.com'));
    const { CodeDeliveryDetails } = await w.forgotPassword(both.username);
    expect(CodeDeliveryDetails).toMatchObject({ AttributeName: 'email', Destination: 'b***@e***' });
    const alone = await withFactors(w, ['SMS_MFA'], undefined, contacts('+15550000003'));
    const refused = { name: 'InvalidParameterException' };
    await expect(w.forgotPassword(alone.username)).rejects.toMatchObject(refused);
    await expect(w.call('AdminResetUserPassword', { Username: alone.username })).rejects.toMatchObject(refused);
  });

  it('count no longer once MFA uses their channel', async () => {
    const w = await service.pool(settings);
    const { username, phone } = await withFactors(w, [], undefined, contacts('+15550000004'));
    await w.forgotPassword(username);
    const code = w.codeFor('+15550000004');
    await w.force(username, { mfa: { enabled: ['SMS_MFA'] } });
    await expect(w.confirmForgotPassword(username, code)).rejects.toMatchObject(CODE_EXPIRED);
    expect(phone).toBeTruthy();
  });

  it('go where they always went in pools without AccountRecoverySetting, and with MFA off', async () => {
    for (const pool of [{ mfaConfiguration: 'OPTIONAL' } as const, { accountRecoverySetting: RECOVERY }]) {
      const w = await service.pool(pool);
      const { username } = await withFactors(w, ['SMS_MFA'], undefined, contacts('+15550000005'));
      const { CodeDeliveryDetails } = await w.forgotPassword(username);
      expect(CodeDeliveryDetails).toMatchObject({ AttributeName: 'phone_number' });
    }
  });
});
