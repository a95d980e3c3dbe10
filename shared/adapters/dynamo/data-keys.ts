import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DataKeys } from '#core/keys/keyring.ts';
import type { KeyPurpose, KeyWrapper } from '#ports/keys.ts';
import type { TableClient } from './client.ts';
import { INDEX, INDEX_NAME, keyringKey, keyText } from './keys.ts';
import type { Key } from './kinds.ts';
import { getItems, queryItems } from './read.ts';

/** The error for data keys that nobody has made yet. Its message names their purposes. */
export class MissingDataKeys extends Error {
  override readonly name = 'MissingDataKeys';
}

type Wrapped = Map<KeyPurpose, Uint8Array>;

/**
 * Reads the data keys of the given purposes, for a process that may not make any. Throws MissingDataKeys. Rejects when
 * a key was wrapped by another master key.
 */
export async function readDataKeys(
  table: TableClient,
  wrapper: KeyWrapper,
  purposes: readonly KeyPurpose[],
): Promise<DataKeys> {
  const wrapped = await readWrapped(table, purposes);
  const missing = purposes.filter((purpose) => !wrapped.has(purpose));
  if (missing.length > 0)
    throw new MissingDataKeys(`The table ${table.tableName} has no data keys for ${missing.join(', ')}.`);
  return unwrapped(wrapper, wrapped);
}

/**
 * Reads the data keys of the given purposes, and makes those that are missing on the first start. Rejects when a key
 * was wrapped by another master key. Two processes that start at once agree on the key that was written first.
 */
export async function loadDataKeys(
  table: TableClient,
  wrapper: KeyWrapper,
  purposes: readonly KeyPurpose[],
): Promise<DataKeys> {
  const wrapped = await readWrapped(table, purposes);
  const missing = purposes.filter((purpose) => !wrapped.has(purpose));
  await Promise.all(missing.map(async (purpose) => wrapped.set(purpose, await createKey(table, wrapper, purpose))));
  return unwrapped(wrapper, wrapped);
}

async function readWrapped(table: TableClient, purposes: readonly KeyPurpose[]): Promise<Wrapped> {
  const items = await getItems(table, purposes.map(keyOf));
  return new Map(
    purposes.flatMap((purpose) => {
      const found = items.get(keyText(keyOf(purpose)))?.d;
      return found ? [[purpose, found] as const] : [];
    }),
  );
}

function keyOf(purpose: KeyPurpose): Key {
  return keyringKey(`${purpose}#1`);
}

async function unwrapped(wrapper: KeyWrapper, wrapped: Wrapped): Promise<DataKeys> {
  const entries = [...wrapped].map(
    async ([purpose, key]) => [purpose, new Map([[1, await wrapper.unwrap(purpose, key)]])] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * Tells whether the table holds records. A new data key would then make everything unreadable that the lost one has
 * sealed.
 */
async function holdsRecords(table: TableClient): Promise<boolean> {
  for (const pk of [INDEX.pools(), INDEX.accessKeys()]) {
    const { items } = await queryItems(table, {
      IndexName: INDEX_NAME,
      KeyConditionExpression: 'gsi1pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      Limit: 1,
    });
    if (items.length > 0) return true;
  }
  return false;
}

async function createKey(table: TableClient, wrapper: KeyWrapper, purpose: KeyPurpose): Promise<Uint8Array> {
  const key = keyOf(purpose);
  if (await holdsRecords(table)) {
    // Another process may have made the keys and stored a record in the meantime.
    const made = (await readWrapped(table, [purpose])).get(purpose);
    if (made) return made;
    throw new Error(`The data key ${key.sk} is missing from the table, although it holds data. Put back a backup.`);
  }
  const wrapped = await wrapper.wrap(purpose, randomBytes(32));
  try {
    await table.client.send(
      new PutCommand({
        TableName: table.tableName,
        Item: { ...key, t: 'dataKey', v: 1, d: wrapped },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return wrapped;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return (await readWrapped(table, [purpose])).get(purpose)!;
  }
}
