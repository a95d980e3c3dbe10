import type { Client } from '#core/clients/client.ts';
import type { Pool, SchemaAttribute } from '#core/pools/pool.ts';
import { standardSchema } from '#core/pools/schema.ts';
import { findUser } from '#core/users/find.ts';
import type { User } from '#core/users/user.ts';
import type { TestApp } from '#test/app.ts';
import { callOf } from '#test/call.ts';
import { addUser, signIn, signInPool } from '#test/sign-in.ts';

export const HOUR = 3_600_000;

export const unauthorized = {
  name: 'NotAuthorizedException',
  message: 'A client attempted to write unauthorized attribute',
};
export const mismatch = {
  name: 'CodeMismatchException',
  message: 'Invalid verification code provided, please try again.',
};
export const expired = {
  name: 'ExpiredCodeException',
  message: 'Invalid code provided, please request a code again.',
};
export const limit = {
  name: 'LimitExceededException',
  message: 'Attempt limit exceeded, please try after some time.',
};
export const undelivered = { name: 'CodeDeliveryFailureException' };
export const invalid = (message: string) => ({ name: 'InvalidParameterException', message });
/** At a change, and at the verification of a name that another user has. */
export const taken = (kind: string) => ({
  name: 'AliasExistsException',
  message: `An account with the given ${kind} already exists.`,
});
export const takenWhenVerified = (kind: string) => ({
  name: 'AliasExistsException',
  message: `An account with the ${kind} already exists.`,
});

export type Values = Readonly<Record<string, string>>;

/** A signed-in user and the operations on its own attributes. */
export type Person = {
  readonly sub: string;
  readonly token: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests that read them
  readonly update: (values: Values | readonly object[]) => Promise<any>;
  readonly remove: (...names: readonly string[]) => Promise<unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests that read them
  readonly ask: (AttributeName?: string) => Promise<any>;
  readonly verify: (Code: string, AttributeName?: string) => Promise<unknown>;
  /** The stored user. */
  readonly stored: () => Promise<User>;
  readonly attributes: () => Promise<Values>;
};

export type People = {
  readonly pool: Pool;
  readonly client: Client;
  readonly person: (username: string, attributes?: Values) => Promise<Person>;
  /** The sub of whoever a name leads to. */
  readonly ownerOf: (name: string) => Promise<string | undefined>;
  // biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests that read them
  readonly admin: (operation: string, Username: string, input?: object) => Promise<any>;
};

export const custom = (name: string, more: Partial<SchemaAttribute> = {}): SchemaAttribute => ({
  name,
  attributeDataType: 'String',
  developerOnlyAttribute: false,
  mutable: true,
  required: false,
  ...more,
});

/** The schema of a pool with other rules for some standard attributes, and with custom ones. */
export function schemaWith(
  changes: Readonly<Record<string, Partial<SchemaAttribute>>>,
  ...more: readonly SchemaAttribute[]
): readonly SchemaAttribute[] {
  return [...standardSchema().map((attribute) => ({ ...attribute, ...changes[attribute.name] })), ...more];
}

export const wire = (values: Values | readonly object[]): readonly object[] =>
  Array.isArray(values) ? values : Object.entries(values).map(([Name, Value]) => ({ Name, Value }));

/** A pool that verifies e-mails, with people in it. */
export async function peopleOf(
  app: TestApp,
  poolSettings: Partial<Pool> = {},
  clientSettings: Partial<Client> = {},
): Promise<People> {
  const settings = { autoVerifiedAttributes: ['email'] as const, ...poolSettings };
  const { pool, client } = await signInPool(app, { pool: settings, client: clientSettings });
  return {
    pool,
    client,
    ownerOf: async (name) => (await findUser(callOf(app.deps, { pool }), name, () => ({}))).user?.sub,
    admin: (operation, Username, input = {}) => app.call(operation, { UserPoolId: pool.id, Username, ...input }),
    async person(username, attributes = {}) {
      const { sub } = await addUser(app, pool, { username, attributes });
      const { AuthenticationResult } = await signIn(app, client, username);
      const AccessToken: string = AuthenticationResult.AccessToken;
      const stored = async () => {
        const { user } = await app.deps.records.read({ user: { kind: 'user', id: { poolId: pool.id, sub } } });
        return user!;
      };
      return {
        sub,
        token: AccessToken,
        update: (values) => app.call('UpdateUserAttributes', { AccessToken, UserAttributes: wire(values) }),
        remove: (...UserAttributeNames) => app.call('DeleteUserAttributes', { AccessToken, UserAttributeNames }),
        ask: (AttributeName = 'email') => app.call('GetUserAttributeVerificationCode', { AccessToken, AttributeName }),
        verify: (Code, AttributeName = 'email') =>
          app.call('VerifyUserAttribute', { AccessToken, AttributeName, Code }),
        stored,
        attributes: async () => (await stored()).attributes,
      };
    },
  };
}

/** How many messages somebody got. */
export const messagesTo = (app: TestApp, to: string): number => app.outbox.messages(to).length;
