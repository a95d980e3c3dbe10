import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Item } from '#adapters/dynamo/items.ts';
import { keyOf } from '#adapters/dynamo/keys.ts';
import type { Key } from '#adapters/dynamo/kinds.ts';
import { openCredentials, sealCredentials } from '#core/password/credentials.ts';
import type { RecordKind } from '#ports/records.ts';
import {
  aClient,
  aCode,
  aFamily,
  anAccessKey,
  aSigningKey,
  aUser,
  check,
  create,
  EVERY_KIND,
  type Fixture,
  KINDS,
  OTHER_POOL,
  openRecords,
  POOL,
  put,
  update,
} from './fixture.ts';

let store: Fixture;
beforeEach(async () => {
  store = await openRecords();
});

async function rawItem(key: Key): Promise<Item> {
  const { Item } = await store.table.client.send(
    new GetCommand({ TableName: store.table.tableName, Key: { pk: key.pk, sk: key.sk } }),
  );
  return Item as Item;
}

async function rawPut(item: object): Promise<void> {
  await store.table.client.send(new PutCommand({ TableName: store.table.tableName, Item: item as Item }));
}

async function readsAsAbsent(kind: RecordKind, id: object): Promise<void> {
  const before = store.logged.length;
  expect(await store.read(kind, id as never)).toBeUndefined();
  expect(store.logged.slice(before)).toMatchObject([{ event: 'record.not-authentic' }]);
}

describe('an item that was changed in the table', () => {
  it.each(KINDS)('%s: reads as absent and is logged', async (kind) => {
    const value = EVERY_KIND[kind];
    await store.commit(create(kind, value as never));
    const item = await rawItem(keyOf(kind, value as never));
    const flipped = Buffer.from(item.d!);
    flipped[flipped.length - 1]! ^= 1;
    const forgeries = [
      { ...item, d: flipped },
      { ...item, d: Buffer.alloc(0) },
      { ...item, d: 'text' },
      { ...item, d: [1, 2, 3] },
      { ...item, d: JSON.stringify({ ...value, enabled: true }) },
      { ...item, v: 2 },
      { ...item, v: '1' },
      { ...item, t: 'facet' },
      { ...item, d: undefined },
    ];
    for (const forgery of forgeries) {
      await rawPut(forgery);
      await readsAsAbsent(kind, value);
    }
    await rawPut(item);
    const version = kind === 'attempts' ? expect.any(Number) : value.version;
    expect(await store.read(kind, value as never)).toStrictEqual({ ...value, version });
  });

  it('does not let a sign-in name into the log', async () => {
    await store.commit(create('name', { ...EVERY_KIND.name, name: 'private@example.com' }));
    const item = await rawItem(keyOf('name', { poolId: POOL, name: 'private@example.com' }));
    await rawPut({ ...item, v: 5 });
    await readsAsAbsent('name', { poolId: POOL, name: 'private@example.com' });
    expect(JSON.stringify(store.logged)).not.toContain('private@example.com');
  });

  it('moved to another user, another pool or another kind never reads as theirs', async () => {
    const [mine, theirs, elsewhere] = [aUser(), aUser(), aUser({ poolId: OTHER_POOL })];
    await store.commit(...[mine, theirs, elsewhere].map((user) => create('user', user)));
    const content = await rawItem(keyOf('user', mine));
    for (const victim of [theirs, elsewhere]) {
      await rawPut({ ...content, ...keyOf('user', victim) });
      await readsAsAbsent('user', victim);
    }
    await rawPut({ ...content, ...keyOf('client', { id: 'c' }), t: 'client' });
    await readsAsAbsent('client', { id: 'c' });
  });

  it('a name pointed at another user reads as absent', async () => {
    const [mine, theirs] = [aUser({ username: 'mine' }), aUser({ username: 'theirs' })];
    await store.commit(create('user', mine), create('user', theirs));
    const key = (name: string) => keyOf('name', { poolId: POOL, name });
    await rawPut({ ...(await rawItem(key('mine'))), ...key('theirs') });
    await readsAsAbsent('name', { poolId: POOL, name: 'theirs' });
  });

  it('an old version under the number of the new one reads as absent', async () => {
    const user = aUser();
    await store.commit(create('user', user));
    const old = await rawItem(keyOf('user', user));
    await store.commit(update('user', user, { ...user, enabled: false }));
    await rawPut({ ...old, v: 2 });
    await readsAsAbsent('user', user);
  });

  it('is never taken for nothing by a condition, and is replaced by a put', async () => {
    await store.commit(create('code', aCode()));
    const item = await rawItem(keyOf('code', aCode()));
    await rawPut({ ...item, v: 9 });
    for (const step of [create('code', aCode()), check('code', aCode(), undefined)]) {
      expect(await store.records.commit([step])).toStrictEqual({ change: step });
    }
    await store.commit(put('code', aCode({ hash: 'new' })));
    expect((await store.read('code', aCode()))?.hash).toBe('new');
  });

  it('with index attributes of another pool is not listed there', async () => {
    const user = aUser({ poolId: OTHER_POOL });
    await store.commit(create('user', user));
    await rawPut({ ...(await rawItem(keyOf('user', user))), gsi1pk: `P#${POOL}#U` });
    expect(await store.records.list('users', { poolId: POOL }, { limit: 10 })).toStrictEqual({ values: [] });
  });
});

describe('sealed credentials', () => {
  it('do not open for another user, in whatever record they stand', async () => {
    const [a, b] = [aUser(), aUser()];
    const sealed = (user: typeof a, hash: string) =>
      sealCredentials(store.keys, user, { password: { scheme: 'argon2id', hash } });
    const [ofA, ofB] = [sealed(a, 'hash-a'), sealed(b, 'hash-b')];
    expect(openCredentials(store.keys, { ...a, sealedCredentials: ofA })?.password.hash).toBe('hash-a');
    expect(openCredentials(store.keys, { ...a, sealedCredentials: ofB })).toBeUndefined();
    expect(openCredentials(store.keys, { ...b, sealedCredentials: ofA })).toBeUndefined();
    expect(openCredentials(store.keys, { ...a, poolId: OTHER_POOL, sealedCredentials: ofA })).toBeUndefined();
  });
});

describe('the table', () => {
  it('holds no secret in the clear', async () => {
    const user = aUser({ attributes: { 'custom:note': 'plain-custom-attribute' }, stamp: 'plain-security-stamp' });
    const sealedCredentials = sealCredentials(store.keys, user, {
      password: { scheme: 'argon2id', hash: 'plain-password-hash' },
      srp: { salt: 'plain-salt', verifier: 'plain-verifier' },
    });
    await store.commit(
      create('user', { ...user, sealedCredentials }),
      create('code', aCode({ hash: 'plain-code-hash' })),
      create('signingKey', aSigningKey({ sealedPrivateKey: 'plain-private-key' })),
      create('accessKey', anAccessKey({ secret: 'plain-access-key-secret', description: 'plain-description' })),
      create('client', aClient({ secrets: [{ sealed: 'plain-client-secret', createdAt: 1 }] })),
      create('family', aFamily({ originJti: 'plain-origin-jti' })),
    );
    await store.commit(
      update('user', { ...user, sealedCredentials }, { ...user, sealedCredentials, stamp: 'plain-2' }),
    );
    const { Items = [] } = await store.table.client.send(new ScanCommand({ TableName: store.table.tableName }));
    // There are the user with its name and four facets, and five more items.
    expect(Items.length).toBeGreaterThanOrEqual(10);
    const dump = Items.map(plainText).join('\n');
    expect(dump).toContain(user.sub);
    for (const text of ['plain-', Buffer.from('plain-').toString('base64').slice(0, 8), sealedCredentials]) {
      expect(dump).not.toContain(text);
    }
  });
});

/** Everything an item holds, its bytes both as text and as base64. */
function plainText(item: Readonly<Record<string, AttributeValue>>): string {
  return Object.values(item)
    .map(
      ({ S, N, B, ...rest }) =>
        S ?? N ?? (B ? `${Buffer.from(B)} ${Buffer.from(B).toString('base64')}` : JSON.stringify(rest)),
    )
    .join(' ');
}
