import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { toItem } from '#adapters/dynamo/items.ts';
import { openSession, sealSession } from '#core/challenges/auth-session.ts';
import { clientSecrets, sealClientSecret } from '#core/clients/client-secret.ts';
import { openRefreshToken, sealRefreshToken } from '#core/tokens/refresh-token.ts';
import type { Keyring } from '#ports/keys.ts';
import type { RecordKind, RecordOf } from '#ports/records.ts';
import { callOf } from '#test/call.ts';
import {
  aClient,
  aJob,
  aPool,
  aSigningKey,
  aUser,
  check,
  create,
  EVERY_KIND,
  type Fixture,
  KINDS,
  openRecords,
  POOL,
  put,
} from './fixture.ts';
import { CHALLENGE_STATES, REFRESH_TOKEN, SIGN_IN } from './form-values.ts';

const UNKNOWN = { name: 'InternalErrorException', cause: expect.objectContaining({ message: expect.any(String) }) };

/** Keys that seal as a version does that knows the last form there can be. */
function newerKeys(keys: Keyring): Keyring {
  const marked = (data: Buffer) => Buffer.concat([Buffer.of(31), data]);
  return {
    ...keys,
    seal: (purpose, context, data) => keys.seal(purpose, context, marked(data)),
    sealToken: (use, context, data) => keys.sealToken(use, context, marked(data)),
  };
}

let store: Fixture;
beforeEach(async () => {
  store = await openRecords();
});

/** Puts a record into the table as a newer version would. */
async function putNewer<K extends RecordKind>(kind: K, value: RecordOf<K>): Promise<void> {
  const Item = toItem(newerKeys(store.keys), kind, value as never, value.version);
  await store.table.client.send(new PutCommand({ TableName: store.table.tableName, Item }));
}

describe('a record of a form that only a newer version knows', () => {
  it.each(KINDS)('%s: is neither read nor taken for absent, and is logged', async (kind) => {
    const value = EVERY_KIND[kind];
    await putNewer(kind, value as never);
    await expect(store.read(kind, value as never)).rejects.toMatchObject(UNKNOWN);
    expect(store.logged).toMatchObject([{ event: 'record.not-readable' }]);
    for (const step of [create(kind, value as never), check(kind, value as never, undefined)]) {
      expect(await store.records.commit([step])).toMatchObject({ change: step });
    }
  });

  it('does not let a sign-in name into the log', async () => {
    await putNewer('name', { ...EVERY_KIND.name, name: 'private@example.com' });
    await expect(store.read('name', { poolId: POOL, name: 'private@example.com' })).rejects.toThrow();
    expect(JSON.stringify(store.logged)).not.toContain('private@example.com');
  });

  it('is missing in no list without a word', async () => {
    await store.commit(create('user', aUser()), create('signingKey', aSigningKey({ kid: 'a' })));
    await putNewer('user', aUser());
    await putNewer('signingKey', aSigningKey({ kid: 'b' }));
    await expect(store.records.list('users', { poolId: POOL }, { limit: 10 })).rejects.toMatchObject(UNKNOWN);
    await expect(store.records.within('signingKey', { poolId: POOL })).rejects.toMatchObject(UNKNOWN);
  });

  it('is replaced by what replaces whatever is there', async () => {
    await putNewer('code', EVERY_KIND.code);
    await store.commit(put('code', { ...EVERY_KIND.code, hash: 'new' }));
    expect((await store.read('code', EVERY_KIND.code))?.hash).toBe('new');
  });

  it('keeps no other job waiting', async () => {
    const jobs = [aJob({ dueAt: 10 }), aJob({ dueAt: 20 })];
    await putNewer('job', jobs[0]!);
    await store.commit(create('job', jobs[1]!));
    expect(await store.records.dueJobs(30, 10)).toStrictEqual([jobs[1]]);
  });

  it('is not erased as long as the names of its user would stay behind', async () => {
    const user = aUser();
    await store.commit(create('name', { ...EVERY_KIND.name, name: user.username, sub: user.sub }));
    await putNewer('user', user);
    await expect(store.records.eraseUser(POOL, user.sub, 10)).rejects.toMatchObject(UNKNOWN);
    await expect(store.records.erasePool(POOL, 10)).rejects.toMatchObject(UNKNOWN);
    await expect(store.read('user', user)).rejects.toMatchObject(UNKNOWN);
  });
});

describe('what else only a newer version can read', () => {
  const refusal = expect.objectContaining({ name: 'InternalErrorException' });

  it('is not refused as if it were forged', () => {
    const newer = newerKeys(store.keys);
    const client = aClient({ id: SIGN_IN.clientId });
    const call = callOf({ keys: store.keys, clock: store.clock }, { pool: aPool(), client });
    const secret = sealClientSecret(newer, client.id, 'secret', client.createdAt);
    const session = sealSession(newer, { ...SIGN_IN, state: CHALLENGE_STATES.PASSWORD_VERIFIER });
    const token = sealRefreshToken(newer, REFRESH_TOKEN);
    expect(() => openRefreshToken(store.keys, token)).toThrow(refusal);
    expect(() => openSession(call, session, ['PASSWORD_VERIFIER'])).toThrow(refusal);
    expect(() => clientSecrets(store.keys, { ...client, secrets: [secret] })).toThrow(refusal);
  });
});
