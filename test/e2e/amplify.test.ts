import {
  confirmSignIn,
  fetchAuthSession,
  fetchMFAPreference,
  type SignInOutput,
  setUpTOTP,
  signIn,
  signOut,
  updateMFAPreference,
  verifyTOTPSetup,
} from '@aws-amplify/auth';
import { cognitoUserPoolsTokenProvider } from '@aws-amplify/auth/cognito';
import { Amplify, ConsoleLogger } from '@aws-amplify/core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newestMessage, type RunningServer, startServerProcess } from '#test/server.ts';
import { otherThan } from '#test/world.ts';
import { codeNow, type FactorsPool, factorsPool, nextCode, PASSWORD } from './factors-pool.ts';

const MISMATCH = { name: 'CodeMismatchException' };
const DONE = { isSignedIn: true, nextStep: { signInStep: 'DONE' } };

/** How the user who is signed in has signed in. */
async function amr(): Promise<unknown> {
  const { tokens } = await fetchAuthSession();
  return tokens?.idToken?.payload.amr;
}

const stepOf = ({ nextStep }: SignInOutput) => nextStep.signInStep;
const answer = (challengeResponse: string) => confirmSignIn({ challengeResponse });

// Amplify has one user at a time, in its modules: these tests run one after the other in a process of their own.
describe('Amplify', () => {
  let server: RunningServer;
  let optional: FactorsPool;
  beforeAll(async () => {
    // It warns of every endpoint that is not AWS's.
    ConsoleLogger.LOG_LEVEL = 'ERROR';
    server = await startServerProcess();
    optional = await factorsPool(server, 'OPTIONAL');
  });
  afterEach(() => signOut());
  afterAll(() => server?.dispose());

  /** Configures Amplify for a pool. The provider of tokens is set as the package aws-amplify does it, which apps install. */
  const use = ({ userPoolId, clientId }: FactorsPool) => {
    const Auth = { Cognito: { userPoolId, userPoolClientId: clientId, userPoolEndpoint: server.endpoint } };
    cognitoUserPoolsTokenProvider.setAuthConfig(Auth);
    Amplify.configure({ Auth }, { Auth: { tokenProvider: cognitoUserPoolsTokenProvider } });
  };

  it('signs in with a code by e-mail, which the app prefers', async () => {
    use(optional);
    const { email } = await optional.newcomer('ada');
    const first = await signIn({
      username: 'ada',
      options: { authFlowType: 'USER_AUTH', preferredChallenge: 'EMAIL_OTP' },
    });
    expect(first).toMatchObject({
      isSignedIn: false,
      nextStep: {
        signInStep: 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE',
        codeDeliveryDetails: { deliveryMedium: 'EMAIL', destination: 'a***@e***' },
      },
    });
    const { code } = await newestMessage(server.endpoint, email);
    await expect(answer(otherThan(code))).rejects.toMatchObject(MISMATCH);
    expect(await answer(code)).toEqual(DONE);
    expect(await amr()).toEqual(['email_otp']);
    // Amplify renews the tokens by the refresh token.
    const { tokens } = await fetchAuthSession({ forceRefresh: true });
    expect(tokens?.accessToken.payload.username).toBe('ada');
    expect(await amr()).toEqual(['email_otp']);
  });

  it('signs in with the factor that the user chooses', async () => {
    use(optional);
    const { email } = await optional.newcomer('grace');
    const options = { authFlowType: 'USER_AUTH' } as const;
    const { nextStep } = await signIn({ username: 'grace', options });
    if (nextStep.signInStep !== 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION') throw new Error(nextStep.signInStep);
    expect(nextStep.availableChallenges?.toSorted()).toEqual(['EMAIL_OTP', 'PASSWORD', 'PASSWORD_SRP']);
    expect(stepOf(await answer('EMAIL_OTP'))).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
    expect(await answer((await newestMessage(server.endpoint, email)).code)).toEqual(DONE);
    await signOut();

    await signIn({ username: 'grace', options });
    expect(stepOf(await answer('PASSWORD_SRP'))).toBe('CONFIRM_SIGN_IN_WITH_PASSWORD');
    expect(await answer(PASSWORD)).toEqual(DONE);
    expect(await amr()).toEqual(['pwd']);
  });

  it('signs in with a password by SRP, which the app prefers', async () => {
    use(optional);
    await optional.newcomer('joan');
    const options = { authFlowType: 'USER_AUTH', preferredChallenge: 'PASSWORD_SRP' } as const;
    const wrong = signIn({ username: 'joan', password: 'Wrong1!password', options });
    await expect(wrong).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    expect(await signIn({ username: 'joan', password: PASSWORD, options })).toEqual(DONE);
    expect(await amr()).toEqual(['pwd']);
  });

  it('sets up an authenticator app, and signs in with it', async () => {
    use(optional);
    await optional.newcomer('mary');
    const password = { username: 'mary', password: PASSWORD };
    expect(await signIn(password)).toEqual(DONE);
    const { sharedSecret } = await setUpTOTP();
    await expect(verifyTOTPSetup({ code: otherThan(codeNow(sharedSecret)) })).rejects.toMatchObject({
      name: 'EnableSoftwareTokenMFAException',
    });
    await verifyTOTPSetup({ code: codeNow(sharedSecret) });
    await updateMFAPreference({ totp: 'PREFERRED' });
    expect(await fetchMFAPreference()).toEqual({ enabled: ['TOTP'], preferred: 'TOTP' });
    await signOut();

    expect(stepOf(await signIn(password))).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE');
    const code = nextCode(sharedSecret);
    await expect(answer(otherThan(code))).rejects.toMatchObject(MISMATCH);
    expect(await answer(code)).toEqual(DONE);
    expect(await amr()).toEqual(['pwd', 'otp', 'mfa']);
  });

  it('asks which second factor it shall be', async () => {
    use(optional);
    const { phone } = await optional.newcomer('rosa');
    const password = { username: 'rosa', password: PASSWORD };
    await signIn(password);
    const { sharedSecret } = await setUpTOTP();
    await verifyTOTPSetup({ code: codeNow(sharedSecret) });
    await updateMFAPreference({ totp: 'ENABLED', sms: 'ENABLED' });
    await signOut();

    const { nextStep } = await signIn(password);
    if (nextStep.signInStep !== 'CONTINUE_SIGN_IN_WITH_MFA_SELECTION') throw new Error(nextStep.signInStep);
    expect(nextStep.allowedMFATypes?.toSorted()).toEqual(['SMS', 'TOTP']);
    expect(stepOf(await answer('SMS'))).toBe('CONFIRM_SIGN_IN_WITH_SMS_CODE');
    expect(await answer((await newestMessage(server.endpoint, phone)).code)).toEqual(DONE);
    expect(await amr()).toEqual(['pwd', 'sms', 'mfa']);
  });

  it('has a newcomer set up an authenticator app where everybody needs one', async () => {
    const required = await factorsPool(server, 'ON');
    use(required);
    await required.newcomer('emmy');
    const password = { username: 'emmy', password: PASSWORD };
    const { nextStep } = await signIn(password);
    if (nextStep.signInStep !== 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP') throw new Error(nextStep.signInStep);
    const { sharedSecret } = nextStep.totpSetupDetails;
    expect(await answer(codeNow(sharedSecret))).toEqual(DONE);
    await signOut();
    await signIn(password);
    expect(await answer(nextCode(sharedSecret))).toEqual(DONE);
    expect(await amr()).toEqual(['pwd', 'otp', 'mfa']);
  });
});
