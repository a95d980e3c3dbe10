import { beforeAll, describe, expect, it } from 'vitest';
import { newName, otherThan, PASSWORD, type TestPool, testPools } from '#test/world.ts';
import { SMS_MFA } from './mfa.ts';

const { app, ...service } = testPools(SMS_MFA);
const MISMATCH = { name: 'CodeMismatchException', message: 'Invalid code or auth state for the user.' };
const PHONE = '+15551239878';

describe('SMS_MFA', () => {
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool({ mfaConfiguration: 'ON' });
  });

  const someone = async () => {
    const { username } = newName();
    await w.add(username, { attributes: { phone_number: PHONE } });
    return username;
  };

  it('asks for the code that was sent to the phone, and ends in tokens', async () => {
    const USERNAME = await someone();
    const challenge = await w.signIn(USERNAME, PASSWORD);
    expect(challenge).toEqual({
      ChallengeName: 'SMS_MFA',
      Session: expect.any(String),
      ChallengeParameters: {
        USER_ID_FOR_SRP: USERNAME,
        CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
        CODE_DELIVERY_DESTINATION: '+*******9878',
      },
    });
    expect(challenge.Session.length).toBeLessThan(2048);
    const SMS_MFA_CODE = w.codeFor(PHONE);
    expect(SMS_MFA_CODE).toMatch(/^\d{6}$/);
    const wrong = w.respond('SMS_MFA', { USERNAME, SMS_MFA_CODE: otherThan(SMS_MFA_CODE) }, challenge.Session);
    await expect(wrong).rejects.toMatchObject(MISMATCH);
    const { AuthenticationResult } = await w.respond('SMS_MFA', { USERNAME, SMS_MFA_CODE }, challenge.Session);
    expect(AuthenticationResult.AccessToken).toBeTruthy();
  });
});
