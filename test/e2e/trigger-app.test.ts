import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  confirmResetPassword,
  confirmSignIn,
  confirmSignUp,
  fetchAuthSession,
  resetPassword,
  signIn,
  signOut,
  signUp,
} from '@aws-amplify/auth';
import { cognitoUserPoolsTokenProvider } from '@aws-amplify/auth/cognito';
import { Amplify, ConsoleLogger } from '@aws-amplify/core';
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type IAuthenticationCallback,
} from 'amazon-cognito-identity-js';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { newestMessage, type RunningServer, startServerProcess } from '#test/server.ts';
import { claimsOf, otherThan } from '#test/world.ts';

/** The functions of an app, by the member of LambdaConfig that names each. */
const FUNCTIONS = {
  PreSignUp: 'pre-sign-up',
  PreTokenGenerationConfig: 'pre-token-generation',
  CustomMessage: 'custom-message',
  DefineAuthChallenge: 'define-auth-challenge',
  CreateAuthChallenge: 'create-auth-challenge',
  VerifyAuthChallengeResponse: 'verify-auth-challenge-response',
  UserMigration: 'user-migration',
} as const;
const SENDERS = ['custom-email-sender', 'custom-sms-sender'];

type Kind = 'modules' | 'urls';
type Outcome = { readonly session?: CognitoUserSession; readonly asked?: Readonly<Record<string, string>> };

const PASSWORD = 'Passw0rd!example';
const DONE = { isSignedIn: true, nextStep: { signInStep: 'DONE' } };
const arn = (name: string) => `arn:aws:lambda:us-east-1:111122223333:function:${name}`;
const moduleOf = (name: string) => fileURLToPath(new URL(`./trigger-app/${name}.mjs`, import.meta.url));

let folder: string;
let mailbox: string;
let web: Server;
let server: RunningServer;
let client: sdk.CognitoIdentityProviderClient;
/** The names of the functions that were asked by their URLs. */
const asked = new Set<string>();

beforeAll(async () => {
  ConsoleLogger.LOG_LEVEL = 'ERROR';
  folder = await mkdtemp(join(tmpdir(), 'ownpool-trigger-app-'));
  mailbox = join(folder, 'mailbox');
  vi.stubEnv('TRIGGER_APP_MAILBOX', mailbox);
  web = createServer(async (request, response) => {
    const name = request.url!.slice(1);
    asked.add(name);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const { handler } = await import(moduleOf(name));
    try {
      response.end(JSON.stringify(await handler(JSON.parse(Buffer.concat(parts).toString()))));
    } catch (error) {
      const { name: errorType, message: errorMessage } = error as Error;
      response.writeHead(500).end(JSON.stringify({ errorType, errorMessage }));
    }
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  const triggers = Object.fromEntries([
    ...Object.values(FUNCTIONS).flatMap((name) => [
      [`modules-${name}`, moduleOf(name)],
      [`urls-${name}`, `${base}/${name}`],
    ]),
    ...SENDERS.map((name) => [name, moduleOf(name)]),
  ]);
  const config = join(folder, 'ownpool.config.json');
  await writeFile(config, JSON.stringify({ triggers }));
  const environment = { OWNPOOL_CONFIG: config, TRIGGER_APP_MAILBOX: mailbox };
  server = await startServerProcess({ from: 'source', environment });
  const { endpoint, credentials } = server;
  client = new sdk.CognitoIdentityProviderClient({ endpoint, credentials, region: 'us-east-1', maxAttempts: 1 });
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await server?.dispose();
  await new Promise((resolve) => web.close(resolve));
  await rm(folder, { recursive: true });
});

/** The code that a function has sent last to an address or a phone number. */
async function codeIn(to: string): Promise<string | undefined> {
  const lines = (await readFile(mailbox, 'utf8').catch(() => '')).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line)).findLast((one) => one.to === to)?.code;
}

/** Makes a pool with an app client, and answers their ids. */
async function poolWith(LambdaConfig: sdk.LambdaConfigType, settings: Partial<sdk.CreateUserPoolCommandInput> = {}) {
  const { UserPool } = await client.send(
    new sdk.CreateUserPoolCommand({
      PoolName: 'app',
      AutoVerifiedAttributes: ['email'],
      LambdaConfig,
      ...settings,
    }),
  );
  const UserPoolId = UserPool!.Id!;
  const { UserPoolClient } = await client.send(
    new sdk.CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: 'app',
      ExplicitAuthFlows: ['CUSTOM_AUTH', 'USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'REFRESH_TOKEN_AUTH'].map(
        (flow) => `ALLOW_${flow}` as sdk.ExplicitAuthFlowsType,
      ),
    }),
  );
  return { UserPoolId, ClientId: UserPoolClient!.ClientId! };
}

describe.each<Kind>(['modules', 'urls'])('an Amplify app whose functions are %s', (kind) => {
  let pool: Awaited<ReturnType<typeof poolWith>>;
  beforeAll(async () => {
    const { PreTokenGenerationConfig, ...named } = FUNCTIONS;
    const own = Object.entries(named).map(([member, name]) => [member, arn(`${kind}-${name}`)]);
    const SourceArn = 'arn:aws:ses:us-east-1:111122223333:identity/no-reply@example.com';
    pool = await poolWith(
      {
        ...Object.fromEntries(own),
        PreTokenGenerationConfig: { LambdaVersion: 'V2_0', LambdaArn: arn(`${kind}-${PreTokenGenerationConfig}`) },
      },
      { EmailConfiguration: { EmailSendingAccount: 'DEVELOPER', SourceArn } },
    );
    const { UserPoolId: userPoolId, ClientId: userPoolClientId } = pool;
    const Auth = { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint: server.endpoint } };
    cognitoUserPoolsTokenProvider.setAuthConfig(Auth);
    Amplify.configure({ Auth }, { Auth: { tokenProvider: cognitoUserPoolsTokenProvider } });
    await client.send(new sdk.CreateGroupCommand({ UserPoolId: userPoolId, GroupName: 'editors' }));
  });
  afterEach(() => signOut());

  /** Signs somebody up whom PreSignUp confirms. */
  const colleague = async (username: string) => {
    const email = `${username}-${kind}@example.com`;
    const options = { userAttributes: { email } };
    const { isSignUpComplete } = await signUp({ username, password: PASSWORD, options });
    expect(isSignUpComplete).toBe(true);
    return email;
  };
  const attributesOf = async (Username: string) => {
    const user = await client.send(new sdk.AdminGetUserCommand({ UserPoolId: pool.UserPoolId, Username }));
    const attributes = Object.fromEntries(user.UserAttributes!.map(({ Name, Value }) => [Name, Value]));
    return { UserStatus: user.UserStatus, ...attributes };
  };

  it('confirms colleagues at once, and puts a claim of its own into their access tokens in place of the groups', async () => {
    const email = await colleague('ada');
    expect(await attributesOf('ada')).toMatchObject({ UserStatus: 'CONFIRMED', email, email_verified: 'true' });
    const member = { UserPoolId: pool.UserPoolId, Username: 'ada', GroupName: 'editors' };
    await client.send(new sdk.AdminAddUserToGroupCommand(member));
    expect(await signIn({ username: 'ada', password: PASSWORD })).toEqual(DONE);
    for (const forceRefresh of [false, true]) {
      const { tokens } = await fetchAuthSession({ forceRefresh });
      expect(tokens?.accessToken.payload).toMatchObject({ username: 'ada', tenant: 'example.com' });
      expect(tokens?.accessToken.payload).not.toHaveProperty('cognito:groups');
      expect(tokens?.idToken?.payload).toMatchObject({ 'cognito:groups': ['editors'] });
      expect(tokens?.idToken?.payload).not.toHaveProperty('tenant');
    }
  });

  it.each([
    ['fr', 'Votre code d’accès', /^Bonjour, votre code est \d{6}\.$/],
    ['de', 'Your code', /^Your code is \d{6}\.$/],
  ])('writes to somebody whose locale is %s', async (locale, subject, body) => {
    const username = `guest-${locale}`;
    const email = `${username}-${kind}@example.org`;
    const options = { userAttributes: { email, locale } };
    expect(await signUp({ username, password: PASSWORD, options })).toMatchObject({ isSignUpComplete: false });
    const message = await newestMessage(server.endpoint, email);
    expect(message).toMatchObject({ subject, body: expect.stringMatching(body) });
    await confirmSignUp({ username, confirmationCode: message.code });
    expect(await attributesOf(username)).toMatchObject({ UserStatus: 'CONFIRMED', email_verified: 'true' });
  });

  it('signs in with a code by e-mail alone, by Amplify', async () => {
    const email = await colleague('grace');
    const options = { authFlowType: 'CUSTOM_WITHOUT_SRP' } as const;
    const challenged = {
      isSignedIn: false,
      nextStep: {
        signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE',
        additionalInfo: { USERNAME: 'grace', email },
      },
    };
    expect(await signIn({ username: 'grace', options })).toEqual(challenged);
    const code = (await codeIn(email))!;
    expect(code).toMatch(/^\d{6}$/);
    expect(await confirmSignIn({ challengeResponse: otherThan(code) })).toEqual(challenged);
    expect(await codeIn(email)).toBe(code);
    expect(await confirmSignIn({ challengeResponse: code })).toEqual(DONE);
    expect((await fetchAuthSession()).tokens?.accessToken.payload).toMatchObject({ tenant: 'example.com' });
  });

  it('signs in with a code by e-mail alone, by amazon-cognito-identity-js', async () => {
    const email = await colleague('joan');
    const outcomeOf = (step: (callbacks: IAuthenticationCallback) => void) =>
      new Promise<Outcome>((resolve, onFailure) =>
        step({
          onSuccess: (session) => resolve({ session }),
          onFailure,
          customChallenge: (parameters) => resolve({ asked: parameters }),
        }),
      );
    const begin = async () => {
      const Pool = new CognitoUserPool({ ...pool, endpoint: server.endpoint });
      const user = new CognitoUser({ Username: 'joan', Pool });
      user.setAuthenticationFlowType('CUSTOM_AUTH');
      const details = new AuthenticationDetails({ Username: 'joan' });
      expect(await outcomeOf((callbacks) => user.initiateAuth(details, callbacks))).toEqual({
        asked: { USERNAME: 'joan', email },
      });
      const code = (await codeIn(email))!;
      const answer = (text: string) => outcomeOf((callbacks) => user.sendCustomChallengeAnswer(text, callbacks));
      return { code, answer };
    };
    const first = await begin();
    const { session } = await first.answer(first.code);
    expect(claimsOf(session!.getAccessToken().getJwtToken())).toMatchObject({
      username: 'joan',
      tenant: 'example.com',
    });

    const { code, answer } = await begin();
    for (let n = 0; n < 2; n++) await answer(otherThan(code));
    await expect(answer(otherThan(code))).rejects.toMatchObject({ code: 'NotAuthorizedException' });
    await expect(answer(code)).rejects.toMatchObject({ code: 'NotAuthorizedException' });
  });

  it('takes users over from a file when they sign in, with their password', async () => {
    const username = `ida-${kind}`;
    const migrate = (password: string) =>
      signIn({ username, password, options: { authFlowType: 'USER_PASSWORD_AUTH' } });
    await expect(migrate('Wr0ng!password')).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'UserMigration failed with error Bad user name or password.',
    });
    await expect(attributesOf(username)).rejects.toMatchObject({ name: 'UserNotFoundException' });
    expect(await migrate('0ld!Password')).toEqual(DONE);
    expect(await attributesOf(username)).toMatchObject({
      UserStatus: 'CONFIRMED',
      email: `${username}@old.example`,
      email_verified: 'true',
      locale: 'en',
    });
    await signOut();
    // The password is the pool's now: a sign-in by SRP asks no function.
    expect(await signIn({ username, password: '0ld!Password' })).toEqual(DONE);
  });

  it('takes users over from a file when they have forgotten their password', async () => {
    const username = `kay-${kind}`;
    await resetPassword({ username });
    const message = await newestMessage(server.endpoint, `${username}@old.example`);
    expect(message.subject).toBe('Votre code d’accès');
    await confirmResetPassword({ username, confirmationCode: message.code, newPassword: PASSWORD });
    expect(await signIn({ username, password: PASSWORD })).toEqual(DONE);
  });

  it('has been asked as it is configured', () => {
    expect([...asked].sort()).toEqual(kind === 'urls' ? Object.values(FUNCTIONS).sort() : []);
  });
});

describe('functions that send the messages', () => {
  it.each([
    ['email', 'email', 'sender@example.com'],
    ['sms', 'phone_number', '+15550107001'],
  ])('open the code of an %s', async (name, Name, to) => {
    const sender = { LambdaVersion: 'V1_0', LambdaArn: arn(`custom-${name}-sender`) } as const;
    const { ClientId, UserPoolId } = await poolWith(
      {
        ...(name === 'email' ? { CustomEmailSender: sender } : { CustomSMSSender: sender }),
        KMSKeyID: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      },
      {
        AutoVerifiedAttributes: [Name as sdk.VerifiedAttributeType],
        SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::111122223333:role/sms' },
      },
    );
    const own = { ClientId, Username: name };
    const UserAttributes = [{ Name, Value: to }];
    await client.send(new sdk.SignUpCommand({ ...own, Password: PASSWORD, UserAttributes }));
    await expect.poll(() => codeIn(to), { timeout: 20_000 }).toMatch(/^\d{6}$/);
    await expect(newestMessage(server.endpoint, to)).rejects.toThrow();
    await client.send(new sdk.ConfirmSignUpCommand({ ...own, ConfirmationCode: await codeIn(to) }));
    const user = await client.send(new sdk.AdminGetUserCommand({ UserPoolId, Username: name }));
    expect(user).toMatchObject({ UserStatus: 'CONFIRMED' });
    expect(user.UserAttributes).toContainEqual({ Name: `${Name}_verified`, Value: 'true' });
  });
});
