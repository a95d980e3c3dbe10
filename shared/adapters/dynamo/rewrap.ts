import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { KEY_PURPOSES, type KeyPurpose, type KeyWrapper } from '#ports/keys.ts';
import type { TableClient } from './client.ts';
import { MissingDataKeys } from './data-keys.ts';
import type { Item } from './items.ts';
import { keyringKey } from './keys.ts';
import { queryItems } from './read.ts';

type WrappedKey = { readonly item: Item; readonly purpose: KeyPurpose; readonly wrapped: Uint8Array };
type OpenedKey = WrappedKey & { readonly plain: Buffer; readonly isForeign: boolean };

/**
 * Wraps all data keys of the table with `to` instead of `from`, and returns how many were wrapped anew. Either all
 * change or none. A data key that `to` can open already stays as it is, so a second run changes nothing. The data keys
 * themselves do not change, so sealed data stays readable. Each new wrapping is opened and compared before the write,
 * and the whole table once more after it.
 * Throws MissingDataKeys when there are none, what the wrappers reject with, and an Error of one line when somebody
 * else changed a data key in the meantime.
 */
export async function rewrapDataKeys(table: TableClient, from: KeyWrapper, to: KeyWrapper): Promise<number> {
  const keys = await readKeyring(table);
  const opened = await Promise.all(keys.map((key) => openKey(key, from, to)));
  const foreign = opened.filter(({ isForeign }) => isForeign);
  const wrapped = await Promise.all(foreign.map((key) => wrapKey(key, to)));
  if (foreign.length > 0) await replace(table, foreign, wrapped);
  await verify(table, opened, to);
  return foreign.length;
}

async function readKeyring(table: TableClient): Promise<readonly WrappedKey[]> {
  const { items } = await queryItems(table, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': keyringKey('').pk },
    ConsistentRead: true,
  });
  if (items.length === 0) throw new MissingDataKeys(`The table ${table.tableName} has no data keys.`);
  return items.map((item) => {
    const purpose = KEY_PURPOSES.find((one) => item.sk.startsWith(`${one}#`));
    // A key that stayed behind would be lost together with the master key that wraps it.
    if (!purpose || !item.d) throw new Error(`The table ${table.tableName} has ${item.sk}, which is not a data key.`);
    return { item, purpose, wrapped: item.d };
  });
}

async function openKey(key: WrappedKey, from: KeyWrapper, to: KeyWrapper): Promise<OpenedKey> {
  // `to` refuses a key unless an earlier run has wrapped it. Any other problem with `to` appears when it wraps.
  const plain = await to.unwrap(key.purpose, key.wrapped).catch(() => undefined);
  if (plain) return { ...key, plain, isForeign: false };
  return { ...key, plain: await from.unwrap(key.purpose, key.wrapped), isForeign: true };
}

async function wrapKey(key: OpenedKey, to: KeyWrapper): Promise<Uint8Array> {
  const wrapped = await to.wrap(key.purpose, key.plain);
  if (!(await to.unwrap(key.purpose, wrapped)).equals(key.plain)) {
    throw new Error(
      `The new master key does not open the data key ${key.item.sk} that it wrapped. Nothing was written.`,
    );
  }
  return wrapped;
}

async function replace(
  { client, tableName }: TableClient,
  keys: readonly OpenedKey[],
  wrapped: readonly Uint8Array[],
): Promise<void> {
  const TransactItems = keys.map(({ item, wrapped: old }, index) => ({
    Put: {
      TableName: tableName,
      Item: { ...item, d: wrapped[index] },
      ConditionExpression: 'd = :old',
      ExpressionAttributeValues: { ':old': old },
    },
  }));
  try {
    await client.send(new TransactWriteCommand({ TransactItems }));
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const text = `Somebody else changed the data keys of the table ${tableName}. Nothing was written: run this again.`;
    throw new Error(text, { cause: error });
  }
}

async function verify(table: TableClient, expected: readonly OpenedKey[], to: KeyWrapper): Promise<void> {
  const present = await readKeyring(table);
  const same = await Promise.all(
    present.map(async ({ item, purpose, wrapped }) => {
      const plain = await to.unwrap(purpose, wrapped);
      return expected.find((one) => one.item.sk === item.sk)?.plain.equals(plain);
    }),
  );
  if (present.length === expected.length && same.every(Boolean)) return;
  throw new Error(`The data keys of the table ${table.tableName} are not those that were wrapped: run this again.`);
}
