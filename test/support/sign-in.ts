import type { Client } from '#core/clients/client.ts';
import { newSigningKey } from '#core/keys/signing-key.ts';
import { withPassword } from '#core/password/credentials.ts';
import type { Pool } from '#core/pools/pool.ts';
import { newUser } from '#core/users/new-user.ts';
import type { User, UserStatus } from '#core/users/user.ts';
import type { TestApp } from './app.ts';
import { callOf } from './call.ts';
import { createClient, createPool } from './fixtures.ts';
import { srpClient } from './srp-client.ts';

export const PASSWORD = 'Passw0rd!example';

const ALL_FLOWS = [
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
];

/** A pool with signing keys and a client that may use every flow. */
export async function signInPool(
  app: TestApp,
  overrides: { readonly pool?: Partial<Pool>; readonly client?: Partial<Client> & { readonly secret?: string } } = {},
): Promise<{ readonly pool: Pool; readonly client: Client }> {
  const pool = await createPool(app, overrides.pool);
  for (const use of ['id', 'access'] as const) {
    const value = newSigningKey(callOf(app.deps), await app.deps.keyPairs.next(), { poolId: pool.id, use });
    await app.deps.records.commit([{ op: 'create', kind: 'signingKey', value }]);
  }
  return { pool, client: await createClient(app, pool, { explicitAuthFlows: ALL_FLOWS, ...overrides.client }) };
}

/** A user with PASSWORD, stored without an operation. */
export async function addUser(
  app: TestApp,
  pool: Pool,
  given: Partial<Omit<User, 'names'>> & { readonly username: string; readonly password?: string },
): Promise<User> {
  const { username, password = PASSWORD, attributes = {}, status = 'CONFIRMED' as UserStatus, ...rest } = given;
  const call = callOf(app.deps, { pool });
  const newcomer = newUser(call, { username, attributes, status, writer: 'service' });
  const user = { ...(await withPassword(call, newcomer, password)), ...rest };
  const lost = await app.deps.records.commit([{ op: 'create', kind: 'user', value: user }]);
  if (lost) throw new Error(`${username} exists.`);
  return { ...user, version: 1 };
}

export function signIn(app: TestApp, client: Client, username: string, password = PASSWORD) {
  return app.call('InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: client.id,
    AuthParameters: { USERNAME: username, PASSWORD: password },
  });
}

/** A whole SRP sign-in; the answer of its second step. */
export async function signInSrp(app: TestApp, pool: Pool, client: Client, username: string, password = PASSWORD) {
  const srp = srpClient();
  const { ChallengeParameters } = await app.call('InitiateAuth', {
    AuthFlow: 'USER_SRP_AUTH',
    ClientId: client.id,
    AuthParameters: { USERNAME: username, SRP_A: srp.srpA },
  });
  const ChallengeResponses = srp.answer(pool.id, password, ChallengeParameters);
  return app.call('RespondToAuthChallenge', {
    ClientId: client.id,
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeResponses,
  });
}

/** The claims of a token, unchecked. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
}
