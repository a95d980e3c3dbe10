import type { Client } from '#core/clients/client.ts';
import { sealClientSecret } from '#core/clients/client-secret.ts';
import { decoyChanges } from '#core/decoys/decoy.ts';
import { newClientId, newPoolSuffix } from '#core/ids.ts';
import type { Pool } from '#core/pools/pool.ts';
import { standardSchema } from '#core/pools/schema.ts';
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
    passwordPolicy: {
      minimumLength: 8,
      requireUppercase: true,
      requireLowercase: true,
      requireNumbers: true,
      requireSymbols: true,
      temporaryPasswordValidityDays: 7,
    },
    signInPolicy: { allowedFirstAuthFactors: ['PASSWORD'] },
    deletionProtection: 'INACTIVE',
    autoVerifiedAttributes: [],
    verificationMessageTemplate: { defaultEmailOption: 'CONFIRM_WITH_CODE' },
    mfaConfiguration: 'OFF',
    userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: [] },
    adminCreateUserConfig: { allowAdminCreateUserOnly: false, unusedAccountValidityDays: 7 },
    emailConfiguration: { emailSendingAccount: 'COGNITO_DEFAULT' },
    userPoolTier: 'ESSENTIALS',
    lambdaConfig: {},
    version: 0,
    ...given,
  };
}

/** The same, stored without that operation. */
export async function createPool(app: TestApp, overrides: Partial<Pool> = {}): Promise<Pool> {
  const { deployment, random, clock } = app.deps;
  const id = overrides.id ?? `${deployment.region}_${newPoolSuffix(random.bytes)}`;
  const now = clock.now();
  await app.deps.records.commit(decoyChanges(callOf(app.deps), id));
  return store(app, 'pool', poolRecord({ createdAt: now, modifiedAt: now, ...overrides, id, version: 0 }));
}

/** A public client as CreateUserPoolClient makes one; with `secret`, a client with that secret. */
export async function createClient(
  app: TestApp,
  pool: Pool,
  { secret, ...overrides }: Partial<Client> & { readonly secret?: string } = {},
): Promise<Client> {
  const id = overrides.id ?? newClientId(app.deps.random.bytes);
  const now = app.deps.clock.now();
  const client: Client = {
    id,
    poolId: pool.id,
    clientName: 'client',
    refreshTokenValidity: 30,
    tokenValidityUnits: {},
    allowedOAuthFlowsUserPoolClient: false,
    enableTokenRevocation: true,
    enablePropagateAdditionalUserContextData: false,
    authSessionValidity: 3,
    createdAt: now,
    modifiedAt: now,
    secrets: secret === undefined ? [] : [sealClientSecret(app.deps.keys, id, secret, now)],
    ...overrides,
    version: 0,
  };
  return store(app, 'client', client);
}

/** Stored as new, then read back, so that the answer has the version it is stored with. */
async function store<K extends 'pool' | 'client'>(
  app: TestApp,
  kind: K,
  value: K extends 'pool' ? Pool : Client,
): Promise<K extends 'pool' ? Pool : Client> {
  const lost = await app.deps.records.commit([{ op: 'create', kind, value } as never]);
  if (lost) throw new Error(`The ${kind} ${value.id} exists.`);
  const { stored } = await app.deps.records.read({ stored: { kind, id: { id: value.id } } as never });
  app.deps.configuration.forget(value.id);
  return stored as never;
}
