import { beforeAll, expect } from 'vitest';
import type { Client } from '#core/clients/client.ts';
import { openCredentials } from '#core/password/credentials.ts';
import type { Pool } from '#core/pools/pool.ts';
import { findUser } from '#core/users/find.ts';
import type { User } from '#core/users/user.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { callOf } from '#test/call.ts';
import { signInPool, signInSrp } from '#test/sign-in.ts';

export const PASSWORD = 'Correct-Horse-1';
export const OTHER_PASSWORD = 'Battery-Staple-2';

/** A pool of a kind, and the operations on it as an administrator and a person call them. */
export type TestPool = {
  readonly app: TestApp;
  readonly pool: Pool;
  readonly client: Client;
  /** An operation on the pool; rejects with CognitoError. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests that read them
  readonly call: (operation: string, input?: object) => Promise<any>;
  /** A new user whom an administrator created without a message. */
  readonly create: (username: string, input?: object) => Promise<void>;
  /** The user as stored, found by any name; undefined when there is none. */
  readonly stored: (username: string) => Promise<User | undefined>;
  /** Puts the stored user into a state that no operation here leads to. */
  readonly force: (username: string, members: Partial<User>) => Promise<void>;
  readonly hasPassword: (username: string, password: string) => Promise<boolean>;
  readonly signUp: (username: string, attributes?: readonly object[]) => Promise<void>;
  // biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests that read them
  readonly signIn: (username: string, password: string) => Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests that read them
  readonly signInSrp: (username: string, password: string) => Promise<any>;
  /** Answers NEW_PASSWORD_REQUIRED. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests that read them
  readonly choosePassword: (username: string, session: string, password: string) => Promise<any>;
};

/** One service for a test file, and pools on it. */
export function testPools(): { readonly pool: (overrides?: Partial<Pool>) => Promise<TestPool> } {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp();
  });
  return { pool: async (overrides) => testPool(app, await signInPool(app, { pool: overrides })) };
}

async function testPool(
  app: TestApp,
  { pool, client }: { readonly pool: Pool; readonly client: Client },
): Promise<TestPool> {
  const call: TestPool['call'] = (operation, input = {}) => app.call(operation, { UserPoolId: pool.id, ...input });
  const stored: TestPool['stored'] = async (username) =>
    (await findUser(callOf(app.deps, { pool }), username, () => ({}))).user;
  return {
    app,
    pool,
    client,
    call,
    stored,
    create: async (username, input = {}) => {
      const MessageAction = 'SUPPRESS';
      await call('AdminCreateUser', { Username: username, TemporaryPassword: PASSWORD, MessageAction, ...input });
    },
    force: async (username, members) => {
      const before = (await stored(username))!;
      const lost = await app.deps.records.commit([
        { op: 'update', kind: 'user', before, after: { ...before, ...members } },
      ]);
      expect(lost).toBeUndefined();
    },
    hasPassword: async (username, password) => {
      const credentials = openCredentials(app.deps.keys, await stored(username));
      return app.deps.hasher.verify(password, credentials?.password);
    },
    signUp: async (Username, UserAttributes = []) => {
      await app.call('SignUp', { ClientId: client.id, Username, Password: PASSWORD, UserAttributes });
    },
    signIn: (USERNAME, PASSWORD) =>
      app.call('InitiateAuth', {
        ClientId: client.id,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME, PASSWORD },
      }),
    signInSrp: (username, password) => signInSrp(app, pool, client, username, password),
    choosePassword: (USERNAME, Session, NEW_PASSWORD) =>
      app.call('RespondToAuthChallenge', {
        ClientId: client.id,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session,
        ChallengeResponses: { USERNAME, NEW_PASSWORD },
      }),
  };
}

export const attribute = (Name: string, Value: string) => ({ Name, Value });
export const VERIFIED_EMAIL = (value: string) => [attribute('email', value), attribute('email_verified', 'true')];
export const VERIFIED_PHONE = (value: string) => [
  attribute('phone_number', value),
  attribute('phone_number_verified', 'true'),
];

/** Operations whose input is a pool and a username, with the rest of a valid request. */
export const ON_A_USER: readonly (readonly [string, object])[] = [
  ['AdminGetUser', {}],
  ['AdminDeleteUser', {}],
  ['AdminSetUserPassword', { Password: OTHER_PASSWORD, Permanent: true }],
  ['AdminConfirmSignUp', {}],
  ['AdminDisableUser', {}],
  ['AdminUserGlobalSignOut', {}],
  ['AdminCreateUser', { MessageAction: 'RESEND' }],
];
