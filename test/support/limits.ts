import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { TableClient } from '#adapters/dynamo/client.ts';

type AttributeMap = Readonly<Record<string, AttributeValue>>;

const MAX_ITEM_BYTES = 400 * 1024;
const MAX_KEY_BYTES: Readonly<Record<string, number>> = { pk: 2048, sk: 1024, gsi1pk: 2048, gsi1sk: 1024 };
const MAX_IN_TRANSACTION = 100;
const MAX_IN_BATCH_GET = 100;
const MAX_IN_BATCH_WRITE = 25;

/** What DynamoDB refuses as a whole request; thrown before anything is sent. */
class DynamoLimit extends Error {
  override readonly name = 'ValidationException';
}

/**
 * Makes the client refuse what DynamoDB refuses and a local store lets through.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export function enforceLimits(table: TableClient): TableClient {
  table.client.middlewareStack.add(
    (next) => (args) => {
      checkRequest(args.input as Request);
      return next(args);
    },
    // Behind the marshalling, in front of the retries: a refusal is final.
    { step: 'serialize', name: 'enforceLimits', override: true },
  );
  return table;
}

type Write = { readonly Item?: AttributeMap; readonly Key?: AttributeMap };

type Request = Write & {
  readonly TransactItems?: readonly Readonly<Record<string, Write>>[];
  readonly RequestItems?: Readonly<
    Record<string, { readonly Keys?: readonly AttributeMap[] } | readonly Readonly<Record<string, Write>>[]>
  >;
  readonly ExclusiveStartKey?: AttributeMap;
};

function checkRequest(input: Request): void {
  checkWrite(input);
  if (input.TransactItems) checkGroup(input.TransactItems, MAX_IN_TRANSACTION, 'TransactWriteItems');
  for (const of of Object.values(input.RequestItems ?? {})) {
    if ('Keys' in of) checkKeys(of.Keys ?? []);
    else checkGroup(of as readonly Readonly<Record<string, Write>>[], MAX_IN_BATCH_WRITE, 'BatchWriteItem');
  }
}

function checkKeys(keys: readonly AttributeMap[]): void {
  bounded(keys.length, MAX_IN_BATCH_GET, 'keys in BatchGetItem');
  distinct(keys.map(keyOf), 'BatchGetItem');
  for (const key of keys) checkWrite({ Key: key });
}

function checkGroup(group: readonly Readonly<Record<string, Write>>[], max: number, where: string): void {
  const writes = group.map((one) => Object.values(one)[0]!);
  bounded(writes.length, max, `items in ${where}`);
  distinct(
    writes.map((one) => keyOf((one.Item ?? one.Key)!)),
    where,
  );
  for (const one of writes) checkWrite(one);
}

function checkWrite({ Item, Key }: Write): void {
  for (const [name, max] of Object.entries(MAX_KEY_BYTES)) {
    const value = (Item ?? Key)?.[name]?.S;
    if (value === undefined) continue;
    if (value === '') throw new DynamoLimit(`The key attribute ${name} is empty.`);
    if (Buffer.byteLength(value) > max) throw new DynamoLimit(`The key attribute ${name} is over ${max} bytes.`);
  }
  if (Item && itemBytes(Item) > MAX_ITEM_BYTES) throw new DynamoLimit('Item size has exceeded the maximum of 400 KB.');
}

function bounded(count: number, max: number, what: string): void {
  if (count < 1 || count > max) throw new DynamoLimit(`${count} ${what}: 1 to ${max} are allowed.`);
}

function distinct(keys: readonly string[], where: string): void {
  if (new Set(keys).size < keys.length) throw new DynamoLimit(`${where} names the same item twice.`);
}

function keyOf(item: AttributeMap): string {
  return JSON.stringify([item.pk?.S, item.sk?.S]);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function itemBytes(item: AttributeMap): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) {
    bytes += Buffer.byteLength(name);
    if (value.S !== undefined) bytes += Buffer.byteLength(value.S);
    else if (value.B !== undefined) bytes += value.B.length;
    else if (value.N !== undefined) bytes += Math.ceil(value.N.length / 2) + 1;
    else bytes += Buffer.byteLength(JSON.stringify(value));
  }
  return bytes;
}
