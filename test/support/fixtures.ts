import type { Client } from '#core/clients/client.ts';
import { sealClientSecret } from '#core/clients/client-secret.ts';
import { clientSettings } from '#core/clients/settings.ts';
import { decoyChanges } from '#core/decoys/decoy.ts';
import { newClientId, newPoolSuffix } from '#core/ids.ts';
import { newSigningKey } from '#core/keys/signing-key.ts';
import { withPassword } from '#core/password/credentials.ts';
import type { Pool, SchemaAttribute } from '#core/pools/pool.ts';
import { standardSchema } from '#core/pools/schema.ts';
import { settingsFrom } from '#core/pools/settings.ts';
import { newUser } from '#core/users/new-user.ts';
import type { User } from '#core/users/user.ts';
import type { Change } from '#ports/records.ts';
import type { TestApp } from './app.ts';
import { callOf } from './call.ts';

/** A pool as CreateUserPool makes one of nothing but a name; not stored. */
export function poolRecord(given: Partial<Pool> & { readonly id: string }): Pool {
  const region = given.id.split('_')[0];
  return {
    name: 'pool',
    arn: `arn:aws:cognito-idp:${region}:123456789012:userpool/${given.id}`,
    issuer: `https://id.example.com/${given.id}`,
    createdAt: 0,
    modifiedAt: 0,
    schema: standardSchema(),
    usernameAttributes: [],
    aliasAttributes: [],
    ...settingsFrom({}),
    version: 0,
    ...given,
  };
}

/** A custom attribute as CreateUserPool makes one of nothing but a name. */
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

/** Writes records without an operation; throws if a change does not meet its condition. */
export async function commit({ deps }: TestApp, ...changes: readonly Change[]): Promise<void> {
  const lost = await deps.records.commit(changes);
  if (lost) throw new Error(`The ${lost.change.kind} has changed, or ${lost.name?.value ?? 'it'} is taken.`);
}

/** A pool, stored without an operation and without signing keys. */
export async function createPool(app: TestApp, overrides: Partial<Pool> = {}): Promise<Pool> {
  const { deployment, random, clock } = app.deps;
  const id = overrides.id ?? `${deployment.region}_${newPoolSuffix(random.bytes)}`;
  const now = clock.now();
  await commit(app, ...decoyChanges(callOf(app.deps), id));
  return store(app, 'pool', poolRecord({ createdAt: now, modifiedAt: now, ...overrides, id, version: 0 }));
}

export type ClientSettings = Partial<Client> & { readonly secret?: string };

/** A public client as CreateUserPoolClient makes one; with `secret`, a client with that secret. */
export async function createClient(
  app: TestApp,
  pool: Pool,
  { secret, ...overrides }: ClientSettings = {},
): Promise<Client> {
  const id = overrides.id ?? newClientId(app.deps.random.bytes);
  const now = app.deps.clock.now();
  return store(app, 'client', {
    id,
    poolId: pool.id,
    ...clientSettings({ clientName: 'client' }),
    createdAt: now,
    modifiedAt: now,
    secrets: secret === undefined ? [] : [sealClientSecret(app.deps.keys, id, secret, now)],
    ...overrides,
    version: 0,
  });
}

/** The signing keys of a pool, without which nobody gets tokens. */
export async function addSigningKeys(app: TestApp, { id: poolId }: Pool): Promise<void> {
  for (const use of ['id', 'access'] as const) {
    const value = newSigningKey(callOf(app.deps), await app.deps.keyPairs.next(), { poolId, use });
    await commit(app, { op: 'create', kind: 'signingKey', value });
  }
}

export const PASSWORD = 'Passw0rd!example';

export type NewUser = Partial<Omit<User, 'names'>> & { readonly username: string; readonly password?: string };

/** A user with PASSWORD, stored without an operation. */
export async function addUser(app: TestApp, pool: Pool, given: NewUser): Promise<User> {
  const { username, password = PASSWORD, attributes = {}, status = 'CONFIRMED', ...rest } = given;
  const call = callOf(app.deps, { pool });
  const newcomer = newUser(call, { username, attributes, status, writer: 'service' });
  const user = { ...(await withPassword(call, newcomer, password)), ...rest };
  await commit(app, { op: 'create', kind: 'user', value: user });
  return { ...user, version: 1 };
}

/** Stores a record as new and reads it back, so that the answer has the version it is stored with. */
async function store<K extends 'pool' | 'client'>(
  app: TestApp,
  kind: K,
  value: K extends 'pool' ? Pool : Client,
): Promise<K extends 'pool' ? Pool : Client> {
  await commit(app, { op: 'create', kind, value } as never);
  const { stored } = await app.deps.records.read({ stored: { kind, id: { id: value.id } } as never });
  app.deps.configuration.forget(value.id);
  return stored as never;
}
