import { beforeAll, describe, expect, it } from 'vitest';
import { missingParameter, SESSION_INVALID, SESSION_USED } from '#test/errors.ts';
import { atOnce, newName, type TestPool, testPools, type Values } from '#test/world.ts';
import { BOTH_MFA, MISMATCH, withFactors } from './mfa.ts';

const { app, ...service } = testPools({ ...BOTH_MFA, mfaConfiguration: 'ON' });

describe('RESEND', () => {
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool({ emailMfaConfiguration: undefined });
    Object.assign(app.deps, { factorRules: { ...app.deps.factorRules, resendsCodes: true } });
  });

  const resend = (USERNAME: string, session: string, more: Values = {}) =>
    w.respond('SMS_MFA', { USERNAME, RESEND: 'true', ...more }, session);
  const answer = (USERNAME: string, SMS_MFA_CODE: string, session: string) =>
    w.respond('SMS_MFA', { USERNAME, SMS_MFA_CODE }, session);
  const started = async () => {
    const person = await withFactors(w);
    const { Session, ChallengeParameters } = await w.signIn(person.username);
    return { ...person, Session: String(Session), ChallengeParameters, code: w.codeFor(person.phone) };
  };

  it('sends another code in place of the first, with another session', async () => {
    const { username, phone, code, Session, ChallengeParameters } = await started();
    const again = await resend(username, Session);
    expect(again).toEqual({ ChallengeName: 'SMS_MFA', Session: expect.any(String), ChallengeParameters });
    await expect(answer(username, code, Session)).rejects.toMatchObject(SESSION_USED);
    const later = w.codeFor(phone);
    if (later !== code) await expect(answer(username, code, again.Session)).rejects.toMatchObject(MISMATCH);
    expect((await answer(username, later, again.Session)).AuthenticationResult.AccessToken).toBeTruthy();
  });

  it('sends one code for one session, and as many in an hour as there are', async () => {
    const { username, phone, Session } = await started();
    const before = app.outbox.messages().length;
    const { answers } = await atOnce(4, () => resend(username, Session));
    expect(answers).toHaveLength(1);
    expect(app.outbox.messages().length).toBe(before + 1);
    let session = answers[0].Session;
    for (let sent = 2; sent < 20; sent++) session = (await resend(username, session)).Session;
    await expect(resend(username, session)).rejects.toMatchObject({
      message: 'Attempt limit exceeded, please try after some time.',
    });
    expect(app.outbox.messages().length).toBe(before + 19);
    // The last code is not lost.
    expect((await answer(username, w.codeFor(phone), session)).AuthenticationResult).toBeTruthy();
  });

  it('keeps the failures of guesses', async () => {
    const { username, phone, Session } = await started();
    for (let n = 0; n < 5; n++) await expect(answer(username, 'wrong', Session)).rejects.toMatchObject(MISMATCH);
    const again = await resend(username, Session);
    const locked = answer(username, w.codeFor(phone), again.Session);
    await expect(locked).rejects.toMatchObject({ message: 'Password attempts exceeded' });
  });

  it('is refused with the session of another, of another challenge, and after the user was disabled', async () => {
    const [one, other] = [await started(), await started()];
    await expect(resend(one.username, other.Session)).rejects.toMatchObject(SESSION_INVALID);
    await expect(resend(one.username, 'x'.repeat(40))).rejects.toMatchObject(SESSION_INVALID);
    const asEmail = w.respond('EMAIL_OTP', { USERNAME: one.username, RESEND: 'true' }, one.Session);
    await expect(asEmail).rejects.toMatchObject(SESSION_INVALID);
    await w.call('AdminDisableUser', { Username: one.username });
    const before = app.outbox.messages().length;
    await expect(resend(one.username, one.Session)).rejects.toMatchObject(SESSION_INVALID);
    expect(app.outbox.messages().length).toBe(before);
  });

  it('is refused once the number is another one', async () => {
    const { username, Session } = await started();
    const UserAttributes = [{ Name: 'phone_number', Value: '+15558887777' }];
    await w.call('AdminUpdateUserAttributes', { Username: username, UserAttributes });
    await expect(resend(username, Session)).rejects.toMatchObject(SESSION_INVALID);
    expect(app.outbox.messages('+15558887777')).toEqual([]);
  });

  it('goes to an address that is still to become the user\u2019s', async () => {
    const pool = await service.pool({ smsConfiguration: undefined });
    const { username, email } = newName();
    await withFactors(pool, [], undefined, {}, username);
    const { Session } = await pool.signIn(username);
    const first = await pool.respond('MFA_SETUP', { USERNAME: username, EMAIL: email }, Session);
    const again = await pool.respond('EMAIL_OTP', { USERNAME: username, RESEND: 'true' }, first.Session);
    expect(app.outbox.messages(email)).toHaveLength(2);
    const responses = { USERNAME: username, EMAIL_OTP_CODE: pool.codeFor(email) };
    expect((await pool.respond('EMAIL_OTP', responses, again.Session)).AuthenticationResult.AccessToken).toBeTruthy();
    expect((await pool.stored(username))!.attributes.email).toBe(email);
  });

  it('is no answer with another value, or where the deployment does not allow it', async () => {
    const { username, Session } = await started();
    await expect(resend(username, Session, { RESEND: 'yes' })).rejects.toMatchObject(missingParameter('SMS_MFA_CODE'));
    Object.assign(app.deps, { factorRules: { ...app.deps.factorRules, resendsCodes: false } });
    await expect(resend(username, Session)).rejects.toMatchObject(missingParameter('SMS_MFA_CODE'));
    Object.assign(app.deps, { factorRules: { ...app.deps.factorRules, resendsCodes: true } });
  });
});
