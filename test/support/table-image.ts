import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { TableClient } from '#adapters/dynamo/client.ts';
import type { Item } from '#adapters/dynamo/items.ts';
import { keyText } from '#adapters/dynamo/keys.ts';
import { allItems } from '../faults/checker.ts';

/** Every item of a table by its key, each also as text that is equal for equal items. */
export type TableImage = ReadonlyMap<string, { readonly item: Item; readonly text: string }>;

export async function imageOf(table: TableClient): Promise<TableImage> {
  return new Map((await allItems(table)).map((item) => [keyText(item), { item, text: textOf(item) }]));
}

/** The keys of the items that are new, gone or different. */
export function differences(before: TableImage, after: TableImage): readonly string[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys.filter((key) => before.get(key)?.text !== after.get(key)?.text);
}

/** Makes a table again what it was. What has read from it in the meantime may still know what it was then. */
export async function restore(table: TableClient, image: TableImage): Promise<void> {
  const now = await imageOf(table);
  const writes = differences(image, now).map((key) => {
    const item = image.get(key)?.item;
    const { pk, sk } = (item ?? now.get(key)?.item)!;
    return item ? { PutRequest: { Item: item } } : { DeleteRequest: { Key: { pk, sk } } };
  });
  for (let at = 0; at < writes.length; at += 25) {
    const RequestItems = { [table.tableName]: writes.slice(at, at + 25) };
    await table.client.send(new BatchWriteCommand({ RequestItems }));
  }
}

function textOf(item: Item): string {
  return JSON.stringify(
    Object.entries(item)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value]),
  );
}
