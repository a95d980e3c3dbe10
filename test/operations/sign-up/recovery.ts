import { withClient } from '#core/call.ts';
import type { Client } from '#core/clients/client.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { User } from '#core/users/user.ts';
import type { TestApp } from '#test/app.ts';
import { callOf } from '#test/call.ts';
import { addUser, signInPool } from '#test/sign-in.ts';
import type { World } from './support.ts';

export const NEW_PASSWORD = 'Brand-New-Pass-9';
export const hiding = { preventUserExistenceErrors: 'ENABLED' } as const;

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
export const unknown = {
  name: 'UserNotFoundException',
  message: 'Username/client id combination not found.',
};
export const disabled = { name: 'NotAuthorizedException', message: 'User is disabled.' };
export const impossible = {
  name: 'NotAuthorizedException',
  message: 'User password cannot be reset in the current state.',
};
export const noContact = {
  name: 'InvalidParameterException',
  message: 'Cannot reset password for the user as there is no registered/verified email or phone_number',
};
export const askAdministrator = { name: 'NotAuthorizedException', message: 'Contact administrator to reset password.' };
export const adminOnly: Partial<Pool> = {
  accountRecoverySetting: { recoveryMechanisms: [{ priority: 1, name: 'admin_only' }] },
};

/** A pool that verifies e-mails, in which people can sign in. */
export async function signInWorld(
  app: TestApp,
  pool: Partial<Pool> = {},
  client: Partial<Client> & { readonly secret?: string } = {},
): Promise<World> {
  const w = { app, ...(await signInPool(app, { pool: { autoVerifiedAttributes: ['email'], ...pool }, client })) };
  await warm(w);
  return w;
}

/** Has the configuration cached, so that round trips are those of the operation. */
export async function warm({ app, client }: World): Promise<void> {
  await withClient(callOf(app.deps), client.id);
}

let count = 0;

/** A user with a verified e-mail of its own. */
export async function reachable(
  { app, pool }: World,
  given: Partial<Omit<User, 'names'>> = {},
): Promise<{ readonly name: string; readonly email: string; readonly user: User }> {
  const name = given.username ?? `user${++count}`;
  const email = given.attributes?.email ?? (name.includes('@') ? name : `${name}@example.com`);
  const attributes = { email, email_verified: 'true' };
  return { name, email, user: await addUser(app, pool, { username: name, attributes, ...given }) };
}

export function forgot({ app, client }: World, Username: string, more: object = {}) {
  return app.call('ForgotPassword', { ClientId: client.id, Username, ...more });
}

export function confirmForgot(
  { app, client }: World,
  Username: string,
  ConfirmationCode: string,
  Password = NEW_PASSWORD,
  more: object = {},
) {
  return app.call('ConfirmForgotPassword', { ClientId: client.id, Username, ConfirmationCode, Password, ...more });
}

/** Changes the stored pool behind the API's back, as another process does that this one has not heard of. */
export async function changePool({ app, pool }: World, change: Partial<Pool>): Promise<void> {
  const { before } = await app.deps.records.read({ before: { kind: 'pool', id: { id: pool.id } } });
  await app.deps.records.commit([{ op: 'update', kind: 'pool', before: before!, after: { ...before!, ...change } }]);
}
