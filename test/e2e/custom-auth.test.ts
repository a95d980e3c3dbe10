import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type IAuthenticationCallback,
} from 'amazon-cognito-identity-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApp } from '#test/app.ts';
import { claimsOf } from '#test/world.ts';
import { PASSWORD, type PasswordlessPool, passwordlessPool } from './custom-auth-functions.ts';

type Outcome = { readonly session?: CognitoUserSession; readonly asked?: Readonly<Record<string, string>> };

/** What comes of a step of a sign-in: a session, or the parameters of a custom challenge. */
const outcomeOf = (step: (callbacks: IAuthenticationCallback) => void) =>
  new Promise<Outcome>((resolve, onFailure) =>
    step({
      onSuccess: (session) => resolve({ session }),
      onFailure,
      customChallenge: (asked) => resolve({ asked }),
    }),
  );

describe('amazon-cognito-identity-js and CUSTOM_AUTH', () => {
  const app = testApp();
  let w: PasswordlessPool;
  beforeAll(async () => {
    w = await passwordlessPool(app);
  });
  afterAll(() => w?.close());

  const userOf = (Username: string) => {
    const Pool = new CognitoUserPool({ UserPoolId: w.pool.id, ClientId: w.client.id, endpoint: w.endpoint });
    const user = new CognitoUser({ Username, Pool });
    user.setAuthenticationFlowType('CUSTOM_AUTH');
    return user;
  };
  const answer = (user: CognitoUser, code: string) =>
    outcomeOf((callbacks) => user.sendCustomChallengeAnswer(code, callbacks, { from: 'the app' }));
  const begin = (user: CognitoUser) =>
    outcomeOf((callbacks) => user.initiateAuth(new AuthenticationDetails({ Username: user.getUsername() }), callbacks));
  const subOf = ({ session }: Outcome) => claimsOf(session!.getIdToken().getJwtToken()).sub;

  it('signs in with the code alone, at the second attempt', async () => {
    const { username, email, sub } = await w.someone();
    const user = userOf(username);
    expect(await begin(user)).toEqual({ asked: { USERNAME: username, email } });
    expect(await answer(user, 'wrong')).toEqual({ asked: { USERNAME: username, email } });
    expect(subOf(await answer(user, w.code()))).toBe(sub);
    expect(app.functions.events.at(-1).request.clientMetadata).toEqual({ from: 'the app' });
  });

  it('is told when the functions give up', async () => {
    const { username } = await w.someone();
    const user = userOf(username);
    await begin(user);
    for (let n = 0; n < 2; n++) await answer(user, 'wrong');
    await expect(answer(user, 'wrong')).rejects.toMatchObject({ code: 'NotAuthorizedException' });
    await expect(answer(user, w.code())).rejects.toMatchObject({ code: 'NotAuthorizedException' });
  });

  it('signs in with the password by SRP, and then the code', async () => {
    const { username, email, sub } = await w.someone();
    const signIn = (Password: string) => {
      const user = userOf(username);
      const details = new AuthenticationDetails({ Username: username, Password });
      return { user, outcome: outcomeOf((callbacks) => user.authenticateUser(details, callbacks)) };
    };
    const sent = w.codes.length;
    await expect(signIn('Wrong1!password').outcome).rejects.toMatchObject({ code: 'NotAuthorizedException' });
    expect(w.codes).toHaveLength(sent);
    const { user, outcome } = signIn(PASSWORD);
    expect(await outcome).toEqual({ asked: { USERNAME: username, email } });
    expect(subOf(await answer(user, w.code()))).toBe(sub);
  });
});
