import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { TableClient } from '#adapters/dynamo/client.ts';
import {
  ITEM_OVERHEAD_BYTES,
  indexEntry,
  indexWrites,
  itemBytes,
  readUnits,
  type WireItem,
  writeUnits,
} from './units.ts';

/** The units that were charged to one partition key of the table or of its index. */
export type Touch = {
  readonly side: 'table' | 'index';
  readonly pk: string;
  readonly read: number;
  readonly write: number;
};

/** The activity in the table since the meter was last read. */
export type Reading = {
  readonly roundTrips: number;
  readonly touches: readonly Touch[];
  /**
   * The change of the stored bytes, with their overhead: in the table, in the index, and the part of both that expires
   * by itself.
   */
  readonly tableBytes: number;
  readonly indexBytes: number;
  readonly expiringBytes: number;
  /** The units that the store itself reports. They leave out requests that failed. */
  readonly billedByStore: number;
};

export type Meter = { readonly take: () => Reading };

type Write = { readonly key: WireItem; readonly item?: WireItem; readonly check?: true };
type Reads = { readonly Keys: readonly WireItem[]; readonly ConsistentRead?: boolean };
type Request = {
  readonly TableName?: string;
  readonly Key?: WireItem;
  readonly Item?: WireItem;
  readonly IndexName?: string;
  readonly ConsistentRead?: boolean;
  readonly RequestItems?: Readonly<Record<string, Reads>>;
  readonly TransactItems?: readonly {
    readonly Put?: { readonly Item: WireItem };
    readonly Delete?: { readonly Key: WireItem };
    readonly ConditionCheck?: { readonly Key: WireItem };
  }[];
  readonly ExpressionAttributeValues?: WireItem;
};
type Consumed = { readonly CapacityUnits?: number };
type Output = {
  readonly Item?: WireItem;
  readonly Items?: readonly WireItem[];
  readonly Responses?: Readonly<Record<string, readonly WireItem[]>>;
  readonly ConsumedCapacity?: Consumed | readonly Consumed[];
};

/**
 * Meters a client of the table. Every request is charged to the partitions that it touches, as DynamoDB would charge
 * it. Before a write, the meter reads the items through the client `past`, which is not metered, so requests must not
 * overlap. It knows the requests that the record store makes, and rejects others.
 */
export function meterTable(metered: TableClient, past: TableClient): Meter {
  const fresh = () => ({
    roundTrips: 0,
    touches: [] as Touch[],
    tableBytes: 0,
    indexBytes: 0,
    expiringBytes: 0,
    billedByStore: 0,
  });
  let reading = fresh();

  const touch = (side: Touch['side'], pk: string, units: { readonly read?: number; readonly write?: number }) => {
    reading.touches.push({ side, pk, read: units.read ?? 0, write: units.write ?? 0 });
  };

  async function stored({ pk, sk }: WireItem): Promise<WireItem | undefined> {
    const Key = { pk: { S: pk!.S! }, sk: { S: sk!.S! } };
    const { Item } = await past.client.send(
      new GetItemCommand({ TableName: past.tableName, Key, ConsistentRead: true }),
    );
    return Item as WireItem | undefined;
  }

  function readItem(key: WireItem, item: WireItem | undefined, consistent: boolean | undefined): void {
    touch('table', key.pk!.S!, { read: readUnits(itemBytes(item), consistent ? 'strong' : 'eventual') });
  }

  function chargeReads(target: string, request: Request, output: Output): void {
    const { ConsistentRead, ExpressionAttributeValues: values = {} } = request;
    if (target === 'GetItem') readItem(request.Key!, output.Item, ConsistentRead);
    if (target === 'Query') {
      const bytes = (output.Items ?? []).reduce((sum, item) => sum + itemBytes(item), 0);
      const read = readUnits(bytes, ConsistentRead ? 'strong' : 'eventual');
      touch(request.IndexName ? 'index' : 'table', values[':pk']!.S!, { read });
    }
    for (const [name, reads] of Object.entries(request.RequestItems ?? {})) {
      const found = output.Responses?.[name] ?? [];
      for (const key of reads.Keys) {
        const item = found.find(({ pk, sk }) => pk!.S === key.pk!.S && sk!.S === key.sk!.S);
        readItem(key, item, reads.ConsistentRead);
      }
    }
  }

  function chargeWrite(write: Write, before: WireItem | undefined, factor: 1 | 2, happened: boolean): void {
    const after = write.check || !happened ? before : write.item;
    // A failed condition is billed by the item that is there, and a write by the larger of the old and the new item.
    const bytes = happened ? Math.max(itemBytes(before), itemBytes(after)) : itemBytes(before);
    touch('table', write.key.pk!.S!, { write: factor * writeUnits(bytes) });
    for (const { pk, units } of indexWrites(before, after)) touch('index', pk, { write: units });
    const [table, index] = [sizeOf(after) - sizeOf(before), sizeOf(indexEntry(after)) - sizeOf(indexEntry(before))];
    reading.tableBytes += table;
    reading.indexBytes += index;
    if ((after ?? before)?.ttl) reading.expiringBytes += table + index;
  }

  async function chargeWrites(writes: readonly Write[], factor: 1 | 2, run: () => Promise<Output>): Promise<Output> {
    const before = await Promise.all(writes.map(({ key }) => stored(key)));
    const charge = (happened: boolean) =>
      writes.forEach((write, index) => {
        chargeWrite(write, before[index], factor, happened);
      });
    const output = await run().catch((error: unknown) => {
      charge(false);
      throw error;
    });
    charge(true);
    return output;
  }

  /** Charges an update, which changes the item in place, so the new item is read afterwards. */
  async function chargeUpdate(key: WireItem, run: () => Promise<Output>): Promise<Output> {
    const before = await stored(key);
    const output = await run();
    chargeWrite({ key, item: (await stored(key))! }, before, 1, true);
    return output;
  }

  async function charge(target: string, request: Request, run: () => Promise<Output>): Promise<Output> {
    if (target === 'GetItem' || target === 'Query' || target === 'BatchGetItem') {
      const output = await run();
      chargeReads(target, request, output);
      return output;
    }
    if (target === 'PutItem') return chargeWrites([{ key: request.Item!, item: request.Item! }], 1, run);
    if (target === 'TransactWriteItems') return chargeWrites((request.TransactItems ?? []).map(writeOf), 2, run);
    if (target === 'UpdateItem') return chargeUpdate(request.Key!, run);
    throw new Error(`The meter does not know what ${target} costs.`);
  }

  metered.client.middlewareStack.add(
    (next) => (args) =>
      next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } as typeof args.input }),
    { step: 'initialize', name: 'askForCapacity', override: true },
  );
  metered.client.middlewareStack.add(
    (next) => async (args) => {
      const sent = args.request as { readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array };
      const target = sent.headers['x-amz-target']?.split('.')[1] ?? '';
      reading.roundTrips++;
      let result: Awaited<ReturnType<typeof next>> | undefined;
      const output = await charge(target, JSON.parse(new TextDecoder().decode(sent.body)) as Request, async () => {
        result = await next(args);
        return result.output as Output;
      });
      for (const { CapacityUnits = 0 } of [output.ConsumedCapacity ?? []].flat() as readonly Consumed[]) {
        reading.billedByStore += CapacityUnits;
      }
      return result!;
    },
    { step: 'build', name: 'meter', priority: 'low', override: true },
  );
  return {
    take() {
      const taken = reading;
      reading = fresh();
      return taken;
    },
  };
}

function writeOf({ Put, Delete, ConditionCheck }: NonNullable<Request['TransactItems']>[number]): Write {
  if (Put) return { key: Put.Item, item: Put.Item };
  return ConditionCheck ? { key: ConditionCheck.Key, check: true } : { key: Delete!.Key };
}

function sizeOf(item: WireItem | undefined): number {
  return item ? itemBytes(item) + ITEM_OVERHEAD_BYTES : 0;
}
