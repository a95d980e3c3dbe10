import { randomBytes } from 'node:crypto';
import {
  AdminConfirmSignUpCommand,
  type AuthenticationResultType,
  type CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DeleteUserPoolCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';
import { Fault } from './fault.ts';
import type { Report, Say } from './report.ts';
import { type ApiAccess, createApi, doctorPools, howToDelete, POOL_PREFIX, poolIdOf } from './signature.ts';
import { type Advice, checkTokens } from './tokens.ts';

const USERNAME = 'doctor';

type Story = {
  readonly access: ApiAccess;
  readonly api: CognitoIdentityProviderClient;
  readonly poolId: string;
  readonly clientId: string;
  readonly password: string;
};

type Tokens = Required<Pick<AuthenticationResultType, 'AccessToken' | 'IdToken' | 'RefreshToken'>>;

/**
 * Plays the life of a user in a disposable pool, from sign-up to sign-out. The pool is deleted in every case; if that
 * fails, the report names it. `mailTo` gets a real code.
 */
export async function checkStory(
  access: ApiAccess,
  report: Report,
  /** This report is not interrupted: it runs even when the person has asked to stop. */
  cleanUp: Report,
  options: { readonly mailTo?: string; readonly issuerAdvice: Advice },
): Promise<void> {
  const api = createApi(access);
  const name = `${POOL_PREFIX}${randomBytes(6).toString('hex')}`;
  let creation: Promise<string> | undefined;
  try {
    const poolId = await report.must('pool', async (say) => {
      creation = createPool(api, name, options.mailTo !== undefined);
      const id = await creation;
      say(`${id} (${name}) is made for this examination`);
      return id;
    });
    const story = await signUp(
      { access, api, poolId, password: `Aa1!${randomBytes(18).toString('base64url')}` },
      report,
    );
    const tokens = await report.must('password', (say) => signInWithPassword(story, say));
    await report.may('SRP', (say) => signInWithSrp(story, say));
    await report.may('tokens', (say) => checkTokens({ ...tokens, ...story }, options.issuerAdvice, say));
    await report.may('account', (say) => readOwnProfile(story, tokens, say));
    await report.may('refresh', (say) => refresh(story, tokens, say));
    await report.may('sign-out', (say) => signOut(story, tokens, say));
    const { mailTo } = options;
    if (mailTo !== undefined) await report.may('mail', (say) => sendCode(story, mailTo, say));
  } finally {
    const begun = creation;
    if (begun !== undefined) await cleanUp.may('clean-up', (say) => deletePool(access, name, begun, say));
  }
}

async function createPool(api: CognitoIdentityProviderClient, name: string, mails: boolean): Promise<string> {
  const { UserPool } = await api.send(
    new CreateUserPoolCommand({ PoolName: name, ...(mails && { AutoVerifiedAttributes: ['email'] }) }),
  );
  return poolIdOf(UserPool?.Id);
}

async function signUp(begun: Omit<Story, 'clientId'>, report: Report): Promise<Story> {
  return report.must('sign-up', async (say) => {
    const { api, poolId, password } = begun;
    const { UserPoolClient } = await api.send(
      new CreateUserPoolClientCommand({
        UserPoolId: poolId,
        ClientName: 'doctor',
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      }),
    );
    const clientId = UserPoolClient!.ClientId!;
    await api.send(new SignUpCommand({ ClientId: clientId, Username: USERNAME, Password: password }));
    await api.send(new AdminConfirmSignUpCommand({ UserPoolId: poolId, Username: USERNAME }));
    say('a user has signed up and is confirmed');
    return { ...begun, clientId };
  });
}

function initiate(story: Story, password: string) {
  return story.api.send(
    new InitiateAuthCommand({
      ClientId: story.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: password },
    }),
  );
}

async function signInWithPassword(story: Story, say: Say): Promise<Tokens> {
  await refused('A sign-in with a wrong password', () => initiate(story, `${story.password}x`));
  const { AuthenticationResult } = await initiate(story, story.password);
  if (!AuthenticationResult?.AccessToken || !AuthenticationResult.IdToken || !AuthenticationResult.RefreshToken) {
    throw new Fault('A sign-in with the right password gave no tokens.');
  }
  say('the right password gives tokens, a wrong one is refused');
  return AuthenticationResult as Tokens;
}

async function signInWithSrp(story: Story, say: Say): Promise<void> {
  const pool = new CognitoUserPool({
    UserPoolId: story.poolId,
    ClientId: story.clientId,
    endpoint: story.access.endpoint.href,
  });
  const user = new CognitoUser({ Username: USERNAME, Pool: pool });
  await new Promise((onSuccess, onFailure) =>
    user.authenticateUser(new AuthenticationDetails({ Username: USERNAME, Password: story.password }), {
      onSuccess,
      onFailure,
    }),
  );
  say('amazon-cognito-identity-js has signed in');
}

async function readOwnProfile({ api }: Story, { AccessToken }: Tokens, say: Say): Promise<void> {
  const { Username } = await api.send(new GetUserCommand({ AccessToken }));
  if (Username !== USERNAME) throw new Fault(`GetUser answers with the user ${Username} instead of ${USERNAME}.`);
  say('GetUser knows the user');
}

async function refresh(story: Story, { RefreshToken }: Tokens, say: Say): Promise<void> {
  const { AuthenticationResult } = await useRefreshToken(story, RefreshToken);
  await story.api.send(new GetUserCommand({ AccessToken: AuthenticationResult?.AccessToken ?? 'none' }));
  say('the refresh token gives an access token that works');
}

async function signOut(story: Story, { AccessToken, RefreshToken }: Tokens, say: Say): Promise<void> {
  await story.api.send(new GlobalSignOutCommand({ AccessToken }));
  await refused('GetUser after the sign-out', () => story.api.send(new GetUserCommand({ AccessToken })));
  await refused('A refresh after the sign-out', () => useRefreshToken(story, RefreshToken));
  say('after GlobalSignOut the tokens are refused');
}

function useRefreshToken(story: Story, token: string) {
  return story.api.send(
    new InitiateAuthCommand({
      ClientId: story.clientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: token },
    }),
  );
}

async function sendCode({ api, clientId, password }: Story, mailTo: string, say: Say): Promise<void> {
  const { CodeDeliveryDetails } = await api.send(
    new SignUpCommand({
      ClientId: clientId,
      Username: 'doctor-mail',
      Password: password,
      UserAttributes: [{ Name: 'email', Value: mailTo }],
    }),
  );
  if (!CodeDeliveryDetails) throw new Fault('SignUp sent no code, although the pool verifies e-mail addresses.');
  say(`a code is on its way to ${mailTo}: look whether it arrives (or in the outbox of a local server)`);
}

async function refused(what: string, run: () => Promise<unknown>): Promise<void> {
  const error = await run().then(
    () => undefined,
    (reason: Error) => reason,
  );
  if (!error) throw new Fault(`${what} is let in. Take this service off the network.`);
  if (error.name !== 'NotAuthorizedException') throw error;
}

/** Deletes the pool, even when its creation was under way or the answer to that was lost. */
async function deletePool(access: ApiAccess, name: string, creation: Promise<string>, say: Say): Promise<void> {
  const known = await creation.catch(() => undefined);
  let left = known;
  try {
    left ??= (await doctorPools(access)).find((pool) => pool.Name === name)?.Id;
    if (left === undefined) return say('no pool was made');
    await createApi(access).send(new DeleteUserPoolCommand({ UserPoolId: left }));
    say(`the pool ${left} is deleted`);
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (left === undefined) throw new Fault(`A pool named ${name} may be left: the pools can't be listed. (${why})`);
    throw new Fault(`The pool ${left} is left. ${howToDelete(left, access)} (${why})`);
  }
}
