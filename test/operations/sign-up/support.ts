import { createHmac } from 'node:crypto';
import type { Client } from '#core/clients/client.ts';
import type { Pool } from '#core/pools/pool.ts';
import { findUser } from '#core/users/find.ts';
import type { User } from '#core/users/user.ts';
import type { TestApp } from '#test/app.ts';
import { callOf } from '#test/call.ts';
import { createClient, createPool } from '#test/fixtures.ts';

export const PASSWORD = 'Correct-Horse-7';
export const HOUR = 3_600_000;

export type World = { readonly app: TestApp; readonly pool: Pool; readonly client: Client };

/** A pool that verifies e-mails, and a client of it. */
export async function world(
  app: TestApp,
  pool: Partial<Pool> = {},
  client: Partial<Client> & { readonly secret?: string } = {},
): Promise<World> {
  const created = await createPool(app, { autoVerifiedAttributes: ['email'], ...pool });
  return { app, pool: created, client: await createClient(app, created, client) };
}

export const attributes = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([Name, Value]) => ({ Name, Value }));

export function signUp(
  { app, client }: World,
  Username: string,
  values: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, unknown>> = {},
) {
  return app.call('SignUp', {
    ClientId: client.id,
    Username,
    Password: PASSWORD,
    UserAttributes: attributes(values),
    ...more,
  });
}

export function confirm({ app, client }: World, Username: string, ConfirmationCode: string, more: object = {}) {
  return app.call('ConfirmSignUp', { ClientId: client.id, Username, ConfirmationCode, ...more });
}

export function resend({ app, client }: World, Username: string, more: object = {}) {
  return app.call('ResendConfirmationCode', { ClientId: client.id, Username, ...more });
}

export const secretHash = (secret: string, username: string, clientId: string): string =>
  createHmac('sha256', secret)
    .update(username + clientId)
    .digest('base64');

/** The newest code sent to somebody. */
export function codeFor(app: TestApp, to: string): string {
  const code = app.outbox.messages(to)[0]?.code;
  if (!code) throw new Error(`No code was sent to ${to}.`);
  return code;
}

/** A code of six digits that is not this one. */
export const otherThan = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

export async function userOf({ app, pool }: World, username: string): Promise<User | undefined> {
  return (await findUser(callOf(app.deps, { pool }), username, () => ({}))).user;
}

/** Changes a stored user behind the API's back. */
export async function changeStored(w: World, username: string, change: (user: User) => User): Promise<void> {
  const before = await userOf(w, username);
  const lost = await w.app.deps.records.commit([
    { op: 'update', kind: 'user', before: before!, after: change(before!) },
  ]);
  if (lost) throw new Error('The user changed meanwhile.');
}

/** What became of parallel calls: their answers, and the names of their errors. */
export async function settleAll(calls: readonly Promise<unknown>[]) {
  const settled = await Promise.allSettled(calls);
  const errors = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
  const answers = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  return { answers, errors };
}

/** Name and text of the error, or the answer. */
export async function outcome(call: Promise<unknown>): Promise<unknown> {
  return call.catch((error: Error) => ({ name: error.name, message: error.message }));
}
