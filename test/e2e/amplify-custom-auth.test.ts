import { confirmSignIn, type SignInInput, signIn, signOut } from '@aws-amplify/auth';
import { cognitoUserPoolsTokenProvider } from '@aws-amplify/auth/cognito';
import { Amplify, ConsoleLogger } from '@aws-amplify/core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { testApp } from '#test/app.ts';
import { PASSWORD, type PasswordlessPool, passwordlessPool } from './custom-auth-functions.ts';

const DONE = { isSignedIn: true, nextStep: { signInStep: 'DONE' } };
const answer = (challengeResponse: string) => confirmSignIn({ challengeResponse });

describe('Amplify and CUSTOM_AUTH', () => {
  const app = testApp();
  let w: PasswordlessPool;
  beforeAll(async () => {
    // It warns of every endpoint that is not AWS's.
    ConsoleLogger.LOG_LEVEL = 'ERROR';
    w = await passwordlessPool(app);
    const Auth = {
      Cognito: { userPoolId: w.pool.id, userPoolClientId: w.client.id, userPoolEndpoint: w.endpoint },
    };
    cognitoUserPoolsTokenProvider.setAuthConfig(Auth);
    Amplify.configure({ Auth }, { Auth: { tokenProvider: cognitoUserPoolsTokenProvider } });
  });
  afterEach(() => signOut());
  afterAll(() => w?.close());

  const asked = (username: string, email: string) => ({
    isSignedIn: false,
    nextStep: {
      signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE',
      additionalInfo: { USERNAME: username, email },
    },
  });

  it.each<[string, Pick<SignInInput, 'password' | 'options'>]>([
    ['the code alone', { options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } }],
    ['password and code', { password: PASSWORD, options: { authFlowType: 'CUSTOM_WITH_SRP' } }],
  ])('signs in with %s, at the second attempt', async (_, input) => {
    const { username, email } = await w.someone();
    expect(await signIn({ username, ...input })).toEqual(asked(username, email));
    expect(await answer('wrong')).toEqual(asked(username, email));
    expect(await answer(w.code())).toEqual(DONE);
  });

  it('is told of a wrong password, for which no code is sent, and when the functions give up', async () => {
    const { username, email } = await w.someone();
    const sent = w.codes.length;
    const options = { authFlowType: 'CUSTOM_WITH_SRP' } as const;
    const wrong = signIn({ username, password: 'Wrong1!password', options });
    await expect(wrong).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    expect(w.codes).toHaveLength(sent);
    expect(await signIn({ username, password: PASSWORD, options })).toEqual(asked(username, email));
    for (let n = 0; n < 2; n++) await answer('wrong');
    await expect(answer('wrong')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });
});
