import {
  AuthenticationDetails,
  type ChallengeName,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type IAuthenticationCallback,
  type IMfaSettings,
} from 'amazon-cognito-identity-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newestMessage, type RunningServer, startServerProcess } from '#test/server.ts';
import { claimsOf, otherThan } from '#test/world.ts';
import { codeNow, type FactorsPool, factorsPool, nextCode, PASSWORD } from './factors-pool.ts';

type Challenge = { readonly name: ChallengeName; readonly parameters: Readonly<Record<string, string>> };
type Outcome = { readonly session?: CognitoUserSession; readonly challenge?: Challenge };

/** What comes of a step of a sign-in: a session, or the next challenge. */
const outcomeOf = (step: (callbacks: Required<Pick<IAuthenticationCallback, Asked>> & Ends) => void) =>
  new Promise<Outcome>((resolve, onFailure) => {
    const asked = (name: ChallengeName, parameters: Challenge['parameters']) =>
      resolve({ challenge: { name, parameters } });
    const onSuccess = (session: CognitoUserSession) => resolve({ session });
    step({ onSuccess, onFailure, mfaRequired: asked, totpRequired: asked, selectMFAType: asked, mfaSetup: asked });
  });
type Asked = 'mfaRequired' | 'totpRequired' | 'selectMFAType' | 'mfaSetup';
type Ends = Pick<IAuthenticationCallback, 'onSuccess' | 'onFailure'>;

const signIn = (user: CognitoUser) =>
  outcomeOf((callbacks) =>
    user.authenticateUser(new AuthenticationDetails({ Username: user.getUsername(), Password: PASSWORD }), callbacks),
  );
const answer = (user: CognitoUser, code: string, factor: 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA') =>
  outcomeOf((callbacks) => user.sendMFACode(code, callbacks, factor));
const choose = (user: CognitoUser, factor: 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA') =>
  outcomeOf((callbacks) => user.sendMFASelectionAnswer(factor, callbacks));
const associate = (user: CognitoUser) =>
  new Promise<string>((associateSecretCode, onFailure) =>
    user.associateSoftwareToken({ associateSecretCode, onFailure }),
  );
const verify = (user: CognitoUser, code: string) =>
  new Promise<CognitoUserSession>((onSuccess, onFailure) =>
    user.verifySoftwareToken(code, 'phone', { onSuccess, onFailure }),
  );
const prefer = (user: CognitoUser, sms: IMfaSettings | null, app: IMfaSettings | null) =>
  new Promise<string | undefined>((resolve, reject) =>
    user.setUserMfaPreference(sms, app, (error, result) => (error ? reject(error) : resolve(result))),
  );

const ENABLED = { Enabled: true, PreferredMfa: false };
const PREFERRED = { Enabled: true, PreferredMfa: true };
const MISMATCH = { code: 'CodeMismatchException' };

describe('amazon-cognito-identity-js and second factors', () => {
  let server: RunningServer;
  let optional: FactorsPool;
  beforeAll(async () => {
    server = await startServerProcess();
    optional = await factorsPool(server, 'OPTIONAL');
  });
  afterAll(() => server?.dispose());

  const userOf = ({ userPoolId, clientId }: FactorsPool, Username: string) =>
    new CognitoUser({
      Username,
      Pool: new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint: server.endpoint }),
    });
  const amrOf = ({ session }: Outcome) => claimsOf(session!.getIdToken().getJwtToken()).amr;

  it('sets up an authenticator app, and signs in with it', async () => {
    await optional.newcomer('ada');
    const ada = userOf(optional, 'ada');
    expect(amrOf(await signIn(ada))).toEqual(['pwd']);
    const secret = await associate(ada);
    await expect(verify(ada, otherThan(codeNow(secret)))).rejects.toMatchObject({
      code: 'EnableSoftwareTokenMFAException',
    });
    await verify(ada, codeNow(secret));
    expect(await prefer(ada, null, PREFERRED)).toBe('SUCCESS');

    const again = userOf(optional, 'ada');
    expect(await signIn(again)).toMatchObject({ challenge: { name: 'SOFTWARE_TOKEN_MFA' } });
    const code = nextCode(secret);
    await expect(answer(again, otherThan(code), 'SOFTWARE_TOKEN_MFA')).rejects.toMatchObject(MISMATCH);
    expect(amrOf(await answer(again, code, 'SOFTWARE_TOKEN_MFA'))).toEqual(['pwd', 'otp', 'mfa']);

    // Nobody who has seen the code can use it.
    const thief = userOf(optional, 'ada');
    await signIn(thief);
    await expect(answer(thief, code, 'SOFTWARE_TOKEN_MFA')).rejects.toMatchObject({ code: 'ExpiredCodeException' });
  });

  it('asks which factor it shall be when a user has two and prefers none', async () => {
    const { phone } = await optional.newcomer('grace');
    const grace = userOf(optional, 'grace');
    await signIn(grace);
    const secret = await associate(grace);
    await verify(grace, codeNow(secret));
    await prefer(grace, ENABLED, ENABLED);

    const asked = async () => {
      const user = userOf(optional, 'grace');
      const { challenge } = await signIn(user);
      expect(challenge?.name).toBe('SELECT_MFA_TYPE');
      expect(JSON.parse(challenge!.parameters.MFAS_CAN_CHOOSE!).toSorted()).toEqual(['SMS_MFA', 'SOFTWARE_TOKEN_MFA']);
      return user;
    };
    const bySms = await asked();
    const { challenge } = await choose(bySms, 'SMS_MFA');
    expect(challenge).toMatchObject({ name: 'SMS_MFA', parameters: { CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS' } });
    const { code } = await newestMessage(server.endpoint, phone);
    await expect(answer(bySms, otherThan(code), 'SMS_MFA')).rejects.toMatchObject(MISMATCH);
    expect(amrOf(await answer(bySms, code, 'SMS_MFA'))).toEqual(['pwd', 'sms', 'mfa']);

    const byApp = await asked();
    expect(await choose(byApp, 'SOFTWARE_TOKEN_MFA')).toMatchObject({ challenge: { name: 'SOFTWARE_TOKEN_MFA' } });
    expect(amrOf(await answer(byApp, nextCode(secret), 'SOFTWARE_TOKEN_MFA'))).toEqual(['pwd', 'otp', 'mfa']);
  });

  it('sends a code to the phone of a user who prefers SMS', async () => {
    const { phone } = await optional.newcomer('joan');
    const joan = userOf(optional, 'joan');
    await signIn(joan);
    await prefer(joan, PREFERRED, null);
    const again = userOf(optional, 'joan');
    expect(await signIn(again)).toMatchObject({ challenge: { name: 'SMS_MFA' } });
    const { code } = await newestMessage(server.endpoint, phone);
    expect(amrOf(await answer(again, code, 'SMS_MFA'))).toEqual(['pwd', 'sms', 'mfa']);
  });

  it('has a newcomer set up an authenticator app where everybody needs one', async () => {
    const required = await factorsPool(server, 'ON');
    await required.newcomer('mary');
    const mary = userOf(required, 'mary');
    expect(await signIn(mary)).toMatchObject({ challenge: { name: 'MFA_SETUP' } });
    const secret = await associate(mary);
    expect((await verify(mary, codeNow(secret))).isValid()).toBe(true);
    const again = userOf(required, 'mary');
    expect(await signIn(again)).toMatchObject({ challenge: { name: 'SOFTWARE_TOKEN_MFA' } });
    expect(amrOf(await answer(again, nextCode(secret), 'SOFTWARE_TOKEN_MFA'))).toEqual(['pwd', 'otp', 'mfa']);
  });
});
