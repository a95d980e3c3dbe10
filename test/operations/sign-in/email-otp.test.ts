import { beforeAll, describe, expect, it } from 'vitest';
import { claimsOf, otherThan, type TestPool, testPools } from '#test/world.ts';
import { EMAIL_MFA, MISMATCH, withFactors } from './mfa.ts';

const { app, ...service } = testPools(EMAIL_MFA);

describe('EMAIL_OTP after a password', () => {
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool({ mfaConfiguration: 'OPTIONAL' });
  });

  it.each(['EMAIL_OTP_CODE', 'EMAIL_MFA_CODE'])('asks for the code that was sent, as %s', async (key) => {
    const { username, email } = await withFactors(w, ['EMAIL_OTP']);
    const challenge = await w.signIn(username);
    expect(challenge).toEqual({
      ChallengeName: 'EMAIL_OTP',
      Session: expect.any(String),
      ChallengeParameters: {
        USER_ID_FOR_SRP: username,
        CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
        CODE_DELIVERY_DESTINATION: 'p***@e***',
      },
    });
    const [message] = app.outbox.messages(email);
    const code = String(message!.code);
    expect(message).toMatchObject({ subject: 'Your mail', body: `Mail ${code}` });
    expect(code).toMatch(/^\d{6}$/);
    const answer = (given: string) => w.respond('EMAIL_OTP', { USERNAME: username, [key]: given }, challenge.Session);
    await expect(answer(otherThan(code))).rejects.toMatchObject(MISMATCH);
    const { AuthenticationResult } = await answer(code);
    expect(claimsOf(AuthenticationResult.IdToken)).toMatchObject({
      email_verified: true,
      acr: 'urn:cognito:loa:3',
      amr: ['pwd', 'email_otp', 'mfa'],
    });
    expect((await w.stored(username))!.attributes).toMatchObject({
      email_verified: 'true',
      phone_number_verified: 'false',
    });
  });

  it('has default texts where the pool sets none', async () => {
    const plain = await service.pool({ mfaConfiguration: 'OPTIONAL', emailMfaConfiguration: {} });
    const { username, email } = await withFactors(plain, ['EMAIL_OTP']);
    await plain.signIn(username);
    const [message] = app.outbox.messages(email);
    expect(message).toMatchObject({
      subject: 'Your authentication code',
      body: `Your authentication code is ${message!.code}. `,
    });
  });
});
