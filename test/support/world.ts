import { createHmac } from 'node:crypto';
import { withClient } from '#core/call.ts';
import type { Client } from '#core/clients/client.ts';
import { openCredentials } from '#core/password/credentials.ts';
import type { Pool } from '#core/pools/pool.ts';
import { findUser } from '#core/users/find.ts';
import type { User } from '#core/users/user.ts';
import { type Answer, type TestApp, testApp } from './app.ts';
import { callOf } from './call.ts';
import {
  addSigningKeys,
  addUser,
  type ClientSettings,
  commit,
  createClient,
  createPool,
  type NewUser,
  PASSWORD,
} from './fixtures.ts';
import { srpClient } from './srp-client.ts';

export { PASSWORD };
export const OTHER_PASSWORD = 'An0ther!password';
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const START = Date.parse('2026-03-01T12:00:00Z');
/** The id of a pool that is nowhere. */
export const UNKNOWN_POOL = 'us-east-1_Unknown00';
/** The form of a sub that nobody has. */
export const UNKNOWN_SUB = '11111111-2222-3333-4444-555555555555';

/** Settings of a client that hides who exists. */
export const HIDING = { preventUserExistenceErrors: 'ENABLED' } as const;
/** Settings of a pool that ignores the case of names. */
export const ANY_CASE = { usernameConfiguration: { caseSensitive: false } } as const;
/** Settings of a pool in which only administrators reset passwords. */
export const ADMIN_ONLY: Partial<Pool> = {
  accountRecoverySetting: { recoveryMechanisms: [{ priority: 1, name: 'admin_only' }] },
};
const ALL_FLOWS = [
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
];

export type Values = Readonly<Record<string, string>>;
export type Tokens = { readonly AccessToken: string; readonly IdToken: string; readonly RefreshToken: string };

export const attribute = (Name: string, Value: string) => ({ Name, Value });
/** Attributes as requests have them; a list stays as it is. */
export const attributes = (values: Values | readonly object[]): readonly object[] =>
  Array.isArray(values) ? values : Object.entries(values).map(([Name, Value]) => ({ Name, Value }));
export const VERIFIED_EMAIL = (value: string) => [attribute('email', value), attribute('email_verified', 'true')];
export const VERIFIED_PHONE = (value: string) => [
  attribute('phone_number', value),
  attribute('phone_number_verified', 'true'),
];

/** One service for a test file, and pools on it, each with a client and the settings given here unless it has others. */
export function testPools(poolDefaults: Partial<Pool> = {}, clientDefaults: ClientSettings = {}) {
  const app = testApp();
  const pool = (settings: Partial<Pool> = {}, client: ClientSettings = {}): Promise<TestPool> =>
    poolOn(app, { ...poolDefaults, ...settings }, { ...clientDefaults, ...client });
  return { app, pool };
}

/** A pool on a service that the test has made itself, with signing keys and a client that may use every flow. */
export async function poolOn(app: TestApp, settings?: Partial<Pool>, client?: ClientSettings): Promise<TestPool> {
  const pool = await createPool(app, settings);
  await addSigningKeys(app, pool);
  return anotherClient({ app, pool }, client);
}

/** The pool as another client of it calls it, which may use every flow unless the settings say otherwise. */
export async function anotherClient(
  { app, pool }: Pick<TestPool, 'app' | 'pool'>,
  settings: ClientSettings = {},
): Promise<TestPool> {
  const client = await createClient(app, pool, { explicitAuthFlows: ALL_FLOWS, ...settings });
  const test = testPool(app, pool, client);
  await test.warm();
  return test;
}

/** A pool, and the operations on it as its administrators and its people call them. They reject with CognitoError. */
export type TestPool = ReturnType<typeof testPool>;
/** A user who has signed in, and the operations on their own attributes. */
export type Person = Awaited<ReturnType<TestPool['person']>>;

function testPool(app: TestApp, pool: Pool, client: Client) {
  /** An operation on the pool, as an administrator calls it. */
  const call = (operation: string, input: object = {}): Promise<Answer> =>
    app.call(operation, { UserPoolId: pool.id, ...input });
  /** An operation as an app calls it that has nothing but the id of its client. */
  const clientCall = (operation: string, input: object = {}): Promise<Answer> =>
    app.call(operation, { ClientId: client.id, ...input });

  const initiate = (AuthFlow: string, AuthParameters: object, more: object = {}) =>
    clientCall('InitiateAuth', { AuthFlow, AuthParameters, ...more });
  const respond = (ChallengeName: string, ChallengeResponses: object, Session?: string) =>
    clientCall('RespondToAuthChallenge', { ChallengeName, ChallengeResponses, Session });
  const signIn = (USERNAME: string, password = PASSWORD) =>
    initiate('USER_PASSWORD_AUTH', { USERNAME, PASSWORD: password });
  const tokens = async (username: string, password = PASSWORD): Promise<Tokens> =>
    (await signIn(username, password)).AuthenticationResult;
  /** The request that answers an SRP exchange, which has begun. */
  const srpStarted = async (USERNAME: string, password = PASSWORD) => {
    const srp = srpClient();
    const { ChallengeParameters } = await initiate('USER_SRP_AUTH', { USERNAME, SRP_A: srp.srpA });
    const ChallengeResponses = srp.answer(pool.id, password, ChallengeParameters);
    return { ClientId: client.id, ChallengeName: 'PASSWORD_VERIFIER', ChallengeResponses };
  };

  /** The user as stored, found by any name. */
  const stored = async (name: string): Promise<User | undefined> =>
    (await findUser(callOf(app.deps, { pool }), name, () => ({}))).user;
  /** A user with PASSWORD who is CONFIRMED and can sign in, stored without an operation. */
  const add = (username: string, given: Omit<NewUser, 'username'> = {}) => addUser(app, pool, { username, ...given });
  /** A new user with a verified e-mail address of their own. */
  const someone = async (given: Partial<NewUser> = {}) => {
    const { username, email } = newName(given.username);
    const address = given.attributes?.email ?? email;
    return { ...(await add(username, { attributes: verified(address), ...given })), email: address };
  };
  const signUp = (Username: string, values: Values | readonly object[] = {}, more: object = {}) =>
    clientCall('SignUp', { Username, Password: PASSWORD, UserAttributes: attributes(values), ...more });
  const confirmSignUp = (Username: string, ConfirmationCode: string, more: object = {}) =>
    clientCall('ConfirmSignUp', { Username, ConfirmationCode, ...more });
  const forgotPassword = (Username: string, more: object = {}) => clientCall('ForgotPassword', { Username, ...more });

  return {
    app,
    pool,
    client,
    call,
    clientCall,
    initiate,
    respond,
    signIn,
    tokens,
    srpStarted,
    signInSrp: async (username: string, password = PASSWORD): Promise<Answer> =>
      app.call('RespondToAuthChallenge', await srpStarted(username, password)),
    /** Answers NEW_PASSWORD_REQUIRED. */
    choosePassword: (USERNAME: string, session: string | undefined, NEW_PASSWORD: string, more: Values = {}) =>
      respond('NEW_PASSWORD_REQUIRED', { USERNAME, NEW_PASSWORD, ...more }, session),
    refresh: (REFRESH_TOKEN: string, AuthFlow = 'REFRESH_TOKEN_AUTH') => initiate(AuthFlow, { REFRESH_TOKEN }),
    getUser: (AccessToken: string): Promise<Answer> => app.call('GetUser', { AccessToken }),

    stored,
    /** The sub of whoever a name leads to. */
    ownerOf: async (name: string) => (await stored(name))?.sub,
    hasPassword: async (username: string, password: string) => {
      const credentials = openCredentials(app.deps.keys, await stored(username));
      return app.deps.hasher.verify(password, credentials?.password);
    },
    /** Puts the stored user into a state that no operation here leads to. */
    force: async (username: string, members: Partial<User> | ((user: User) => Partial<User>)) => {
      const before = (await stored(username))!;
      const after = { ...before, ...(typeof members === 'function' ? members(before) : members) };
      await commit(app, { op: 'update', kind: 'user', before, after });
    },
    /** Changes the stored pool as another process does that this one has not heard of. */
    changePool: async (change: Partial<Pool>) => {
      const { before } = await app.deps.records.read({ before: { kind: 'pool', id: { id: pool.id } } });
      await commit(app, { op: 'update', kind: 'pool', before: before!, after: { ...before!, ...change } });
    },
    /** Has the configuration cached, so that round trips are those of the operation. */
    warm: async () => void (await withClient(callOf(app.deps), client.id)),

    add,
    someone,
    /** A new user whom an administrator created without a message, with PASSWORD as temporary password. */
    create: async (Username: string, input: object = {}) => {
      await call('AdminCreateUser', { Username, TemporaryPassword: PASSWORD, MessageAction: 'SUPPRESS', ...input });
    },
    signUp,
    confirmSignUp,
    resendCode: (Username: string, more: object = {}) => clientCall('ResendConfirmationCode', { Username, ...more }),
    /** Somebody who has signed up and was sent a code. */
    signedUp: async (address?: string) => {
      const { username, email: own } = newName();
      const email = address ?? own;
      const { UserSub } = await signUp(username, { email });
      return { username, email, sub: String(UserSub), code: codeFor(app, email) };
    },
    forgotPassword,
    confirmForgotPassword: (
      Username: string,
      ConfirmationCode: string,
      Password = OTHER_PASSWORD,
      more: object = {},
    ): Promise<Answer> => clientCall('ConfirmForgotPassword', { Username, ConfirmationCode, Password, ...more }),
    /** Somebody who has asked for a code for a new password, and the code. */
    forgetful: async (given: Partial<NewUser> = {}) => {
      const user = await someone(given);
      await forgotPassword(user.username);
      return { ...user, code: codeFor(app, user.email) };
    },
    codeFor: (to: string) => codeFor(app, to),

    /** A user who has signed in, and the operations on their own attributes. */
    person: async (username: string, values: Values = {}) => {
      const { sub } = await add(username, { attributes: values });
      const { AccessToken } = await tokens(username);
      const own = async () => (await stored(sub))!;
      const by = (operation: string, input: object): Promise<Answer> => app.call(operation, { AccessToken, ...input });
      return {
        sub,
        token: AccessToken,
        update: (changes: Values | readonly object[]) =>
          by('UpdateUserAttributes', { UserAttributes: attributes(changes) }),
        remove: (...UserAttributeNames: readonly string[]) => by('DeleteUserAttributes', { UserAttributeNames }),
        ask: (AttributeName = 'email') => by('GetUserAttributeVerificationCode', { AttributeName }),
        verify: (Code: string, AttributeName = 'email') => by('VerifyUserAttribute', { AttributeName, Code }),
        stored: own,
        attributes: async (): Promise<Values> => (await own()).attributes,
      };
    },
  };
}

let names = 0;

/** A name that nobody has had before, unless one is given, and an e-mail address that goes with it. */
export function newName(given?: string): { readonly username: string; readonly email: string } {
  const username = given ?? `person-${names++}`;
  return { username, email: username.includes('@') ? username : `${username}@example.com` };
}

export const verified = (email: string) => ({ email, email_verified: 'true' });

/** The newest code, or temporary password, that was sent to somebody. */
export function codeFor({ outbox }: TestApp, to: string): string {
  const code = outbox.messages(to)[0]?.code;
  if (!code) throw new Error(`No code was sent to ${to}.`);
  return code;
}

/** A code of six digits that is not this one. */
export const otherThan = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

export const secretHash = (secret: string, username: string, clientId: string): string =>
  createHmac('sha256', secret)
    .update(username + clientId)
    .digest('base64');

/** The claims of a token, unchecked. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
}

/** What became of parallel calls: their answers and their errors. */
export async function settleAll<T>(calls: readonly Promise<T>[]) {
  const settled = await Promise.allSettled(calls);
  const errors = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
  const answers = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  return { answers, errors };
}

/** The same of as many calls as are asked for. */
export const atOnce = <T>(count: number, make: (index: number) => Promise<T>) =>
  settleAll(Array.from({ length: count }, (_, index) => make(index)));

/** Name and text of the error, or the answer. */
export const outcome = (call: Promise<unknown>): Promise<unknown> =>
  call.catch((error: Error) => ({ name: error.name, message: error.message }));

/** Does something, once, right before the next commit of the service: what another request might do in that moment. */
export function beforeNextCommit({ deps: { records } }: TestApp, act: () => Promise<unknown>): void {
  const { commit } = records;
  const late: typeof commit = async (changes) => {
    Object.assign(records, { commit });
    await act();
    return commit(changes);
  };
  Object.assign(records, { commit: late });
}
