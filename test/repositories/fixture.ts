import { randomBytes, randomUUID } from 'node:crypto';
import type { TableClient } from '#adapters/dynamo/client.ts';
import { createRecords } from '#adapters/dynamo/records.ts';
import type { AccessKey } from '#core/access-keys/access-key.ts';
import type { AuthSessionStep } from '#core/challenges/auth-session.ts';
import type { Client } from '#core/clients/client.ts';
import type { OneTimeCode } from '#core/codes/code.ts';
import type { Domain } from '#core/domains/domain.ts';
import type { Attempts } from '#core/guesses/attempts.ts';
import type { Job, JobOf } from '#core/jobs/job.ts';
import { createKeyring } from '#core/keys/keyring.ts';
import type { SigningKey } from '#core/keys/signing-key.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { TokenFamily } from '#core/tokens/family.ts';
import type { OwnName, User } from '#core/users/user.ts';
import type { Keyring } from '#ports/keys.ts';
import type { LogFields } from '#ports/logger.ts';
import type { Change, RecordId, RecordKind, RecordOf, Records } from '#ports/records.ts';
import { type Faults, faultyClient } from '#test/faulty-client.ts';
import { enforceLimits } from '#test/limits.ts';
import { newTable } from '#test/store.ts';

export const START = Date.parse('2026-03-01T12:00:00Z');

export type Fixture = {
  readonly records: Records;
  readonly table: TableClient;
  readonly keys: Keyring;
  readonly faults: Faults;
  /** What was logged as an error or a warning. */
  readonly logged: { readonly event: string; readonly fields?: LogFields | undefined }[];
  readonly advance: (milliseconds: number) => void;
  readonly clock: { readonly now: () => number };
  /** Commits and expects that nothing is lost. */
  readonly commit: (...changes: readonly Change[]) => Promise<void>;
  readonly read: <K extends RecordKind>(kind: K, id: RecordId<K>) => Promise<RecordOf<K> | undefined>;
};

/** The records on a table of their own, with DynamoDB's limits and faults on demand. */
export async function openRecords(): Promise<Fixture> {
  let now = START;
  const clock = { now: () => now };
  const plain = await newTable();
  const { table, faults } = faultyClient(enforceLimits(plain));
  const purposes = ['signing', 'credentials', 'directory', 'sessions', 'admin'] as const;
  const keys = createKeyring(
    Object.fromEntries(purposes.map((purpose) => [purpose, new Map([[1, randomBytes(32)]])])),
    clock,
  );
  const logged: Fixture['logged'] = [];
  const log = (event: string, fields?: LogFields) => void logged.push({ event, fields });
  const records = createRecords(table, keys, clock, { info: () => {}, warn: log, error: log });
  return {
    records,
    table,
    keys,
    faults,
    logged,
    clock,
    advance: (milliseconds) => {
      now += milliseconds;
    },
    async commit(...changes) {
      const lost = await records.commit(changes);
      if (lost) throw new Error(`Lost: ${lost.change.op} ${lost.change.kind} ${lost.name?.value ?? ''}`);
    },
    async read(kind, id) {
      const { one } = await records.read({ one: { kind, id } as never });
      return one as never;
    },
  };
}

export const POOL = 'us-east-1_Pool00001';
export const OTHER_POOL = 'us-east-1_Pool00002';

export function aPool(change: Partial<Pool> = {}): Pool {
  const id = change.id ?? POOL;
  return {
    id,
    name: `pool ${id}`,
    arn: `arn:${id}`,
    issuer: `https://id.example.com/${id}`,
    version: 1,
    ...change,
  } as Pool;
}

export function aClient(change: Partial<Client> = {}): Client {
  return {
    id: 'client1',
    poolId: POOL,
    clientName: 'app',
    createdAt: START,
    secrets: [],
    version: 1,
    ...change,
  } as Client;
}

function aDomain(change: Partial<Domain> = {}): Domain {
  return {
    domain: 'people',
    poolId: POOL,
    managedLoginVersion: 1,
    createdAt: START,
    modifiedAt: START,
    version: 1,
    ...change,
  };
}

export function aUser(change: Partial<User> = {}): User {
  const sub = change.sub ?? randomUUID();
  const names: readonly OwnName[] = change.names ?? [{ kind: 'username', value: change.username ?? `user-${sub}` }];
  return {
    poolId: POOL,
    sub,
    username: `user-${sub}`,
    attributes: {},
    enabled: true,
    status: 'CONFIRMED',
    createdAt: START,
    modifiedAt: START,
    signOutEpoch: 0,
    stamp: 's',
    version: 1,
    ...change,
    names,
  };
}

export function aCode(change: Partial<OneTimeCode> = {}): OneTimeCode {
  return {
    poolId: POOL,
    sub: 'sub-1',
    purpose: 'SIGN_UP',
    hash: 'code-hash',
    attribute: 'email',
    destination: 'a@example.com',
    expiresAt: START + 60_000,
    version: 1,
    ...change,
  };
}

function someAttempts(change: Partial<Attempts> = {}): Attempts {
  return {
    poolId: POOL,
    subject: 'sub-1',
    window: 'PASSWORD',
    count: 1,
    lockedUntil: 0,
    expiresAt: START + 900_000,
    version: 1,
    ...change,
  };
}

export function aStep(change: Partial<AuthSessionStep> = {}): AuthSessionStep {
  return { sessionId: 'session-1', step: 1, expiresAt: START + 900_000, version: 1, ...change };
}

export function aFamily(change: Partial<TokenFamily> = {}): TokenFamily {
  return {
    poolId: POOL,
    sub: 'sub-1',
    eventId: 'event-1',
    clientId: 'client1',
    signOutEpoch: 0,
    originJti: 'jti',
    authTime: START,
    expiresAt: START + 86_400_000,
    generation: 0,
    version: 1,
    ...change,
  };
}

export function aSigningKey(change: Partial<SigningKey> = {}): SigningKey {
  return {
    poolId: POOL,
    kid: 'kid-1',
    use: 'id',
    status: 'active',
    publicJwk: { kty: 'RSA', n: 'AQ', e: 'AQAB' },
    sealedPrivateKey: 'private-key-of-the-pool',
    createdAt: START,
    version: 1,
    ...change,
  };
}

export function anAccessKey(change: Partial<AccessKey> = {}): AccessKey {
  return {
    id: 'OWNKAAAAAAAAAAAAAAAA',
    secret: 'secret-of-the-access-key',
    enabled: true,
    policy: { actions: ['cognito-idp:*'], pools: ['*'] },
    createdAt: START,
    version: 1,
    ...change,
  };
}

export function aJob(change: Partial<JobOf<'delete-pool'>> = {}): Job {
  return {
    id: randomUUID(),
    kind: 'delete-pool',
    poolId: POOL,
    dueAt: START,
    createdAt: START,
    version: 1,
    ...change,
  };
}

/** A record of every kind, for what must be true of all of them. */
export const EVERY_KIND = {
  pool: aPool(),
  client: aClient(),
  resourceServer: { poolId: POOL, identifier: 'api', name: 'API', scopes: [], version: 1 },
  brandingStyle: {
    id: 'style-1',
    poolId: POOL,
    clientId: 'client1',
    useCognitoProvidedValues: true,
    assets: [],
    createdAt: START,
    modifiedAt: START,
    version: 1,
  },
  assetChunk: { poolId: POOL, assetId: 'asset-1', index: 0, bytes: 'aW1hZ2U=', version: 1 },
  uiCustomization: {
    poolId: POOL,
    clientId: 'client1',
    css: '.label-customizable {}',
    cssVersion: START,
    createdAt: START,
    modifiedAt: START,
    version: 1,
  },
  terms: {
    id: 'terms-1',
    poolId: POOL,
    clientId: 'client1',
    name: 'terms-of-use',
    source: 'LINK',
    enforcement: 'NONE',
    links: {},
    createdAt: START,
    modifiedAt: START,
    version: 1,
  },
  riskConfiguration: { poolId: POOL, clientId: 'client1', modifiedAt: START, version: 1 },
  domain: aDomain(),
  signingKey: aSigningKey(),
  group: { poolId: POOL, name: 'editors', gid: 'gid-1', createdAt: START, modifiedAt: START, version: 1 },
  groupCount: { poolId: POOL, groups: 1, version: 1 },
  user: aUser({ sub: '00000000-0000-0000-0000-000000000001' }),
  name: { poolId: POOL, name: 'somebody', kind: 'username', sub: 'sub-1', version: 1 },
  decoy: { poolId: POOL, slot: 1, filler: 'x', sealedCredentials: 'sealed', sealedName: 'sealed', version: 1 },
  membership: { poolId: POOL, sub: 'sub-1', group: 'editors', gid: 'gid-1', version: 1 },
  softwareToken: { poolId: POOL, sub: 'sub-1', pending: 'GEZDGNBVGY3TQOJQ', version: 1 },
  device: {
    poolId: POOL,
    sub: 'sub-1',
    key: 'eu-central-1_1',
    salt: 'aa',
    verifier: 'bb',
    isRemembered: false,
    createdAt: 1,
    modifiedAt: 1,
    authenticatedAt: 1,
    version: 1,
  },
  family: aFamily(),
  ssoSession: {
    poolId: POOL,
    sub: 'sub-1',
    id: 'sign-in-1',
    clientId: 'client1',
    provider: 'COGNITO',
    authTime: START,
    signOutEpoch: 0,
    expiresAt: START + 3_600_000,
    version: 1,
  },
  userSession: {
    poolId: POOL,
    sub: 'sub-1',
    eventId: 'event-1',
    clientId: 'client1',
    createdAt: START,
    lastActiveAt: START,
    deviceType: 'unknown',
    expiresAt: START + 86_400_000,
    version: 1,
  },
  passkey: {
    poolId: POOL,
    sub: 'sub-1',
    id: 'passkey-1',
    credentialId: 'AQID',
    publicKey: 'oQ',
    rpId: 'example.com',
    counter: 0,
    transports: [],
    createdAt: START,
    version: 1,
  },
  passkeyRegistration: {
    poolId: POOL,
    sub: 'sub-1',
    clientId: 'client1',
    challenge: 'AQID',
    expiresAt: START + 60_000,
    version: 1,
  },
  code: aCode(),
  attempts: someAttempts(),
  authSession: aStep(),
  accessKey: anAccessKey(),
  job: aJob({ id: 'job-1' }),
  limits: { scope: 'deployment', rates: { UserRead: 200 }, version: 1 },
} as const satisfies { readonly [K in RecordKind]: RecordOf<K> };

export const KINDS = Object.keys(EVERY_KIND) as readonly RecordKind[];

/** `create` of a record of whatever kind. */
export function create<K extends RecordKind>(kind: K, value: RecordOf<K>): Change {
  return { op: 'create', kind, value } as unknown as Change;
}

export function update<K extends RecordKind>(kind: K, before: RecordOf<K>, after: RecordOf<K>): Change {
  return { op: 'update', kind, before, after } as unknown as Change;
}

export function put<K extends RecordKind>(kind: K, value: RecordOf<K>): Change {
  return { op: 'put', kind, value } as unknown as Change;
}

export function remove<K extends RecordKind>(kind: K, before: RecordOf<K>): Change {
  return { op: 'remove', kind, before } as unknown as Change;
}

export function check<K extends RecordKind>(kind: K, id: RecordId<K>, seen: RecordOf<K> | undefined): Change {
  return { op: 'check', kind, id, seen } as unknown as Change;
}
