import {
  type AttributeValue,
  type BatchGetItemCommandInput,
  ConditionalCheckFailedException,
  type GetItemCommandInput,
  type PutItemCommandInput,
  type QueryCommandInput,
  TransactionCanceledException,
  TransactionConflictException,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { TableClient } from '#adapters/dynamo/client.ts';

type Attributes = Readonly<Record<string, AttributeValue>>;

/** What an item was from a moment on; `item` is undefined where it was not there. */
type Written = { readonly at: number; readonly item: Attributes | undefined };

export type SimulatedDynamoDb = {
  readonly table: TableClient;
  /** Milliseconds since it began, of its own clock. */
  readonly now: () => number;
  /** Resolves after so many milliseconds of its clock. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Lets time pass until the work is done. */
  readonly run: <T>(work: Promise<T>) => Promise<T>;
  /** A number from 0 up to 1, the next of its seed. */
  readonly random: () => number;
  /** Removes an item, as DynamoDB does some time after its expiry. */
  readonly expire: (pk: string, sk: string) => void;
  /** The items of a partition whose sort key begins so. */
  readonly itemsBelow: (pk: string, prefix: string) => readonly Attributes[];
  /** Everything that an item has been, in order. */
  readonly historyOf: (pk: string, sk: string) => readonly Written[];
  readonly counts: { conflicts: number; transactions: number };
};

/** How long each leg of a request and each item of a transaction may take at most, in milliseconds. */
const LEG_MS = 2;
/** How far apart the items of one request may be read. */
const SKEW_MS = 8;
const OK = { Code: 'None' };

/**
 * What DynamoDB guarantees and no more, in memory and in a time of its own: a local store runs one request after the
 * other, and so hides what may come between. The items of a BatchGetItem are read at different moments. A transaction is
 * decided at one moment and applied item by item; until it is through, other writes of its items, also of those that it
 * only checks, meet a conflict. One seed is one course of events.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html ("Isolation levels",
 * "Transaction conflict handling")
 */
export function simulatedDynamoDb(seed: number): SimulatedDynamoDb {
  const items = new Map<string, Attributes>();
  const history = new Map<string, Written[]>();
  const inTransaction = new Set<string>();
  const waiting: { readonly at: number; readonly resume: () => void }[] = [];
  const counts = { conflicts: 0, transactions: 0 };
  const random = mulberry32(seed);
  let now = 0;

  const sleep = (milliseconds: number) =>
    new Promise<void>((resume) => {
      const at = now + milliseconds;
      // Sorted by time, what came first before what came later.
      const index = waiting.findLastIndex((other) => other.at <= at);
      waiting.splice(index + 1, 0, { at, resume });
    });
  const leg = () => sleep(random() * LEG_MS);

  async function run<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    while (!isDone) {
      const first = waiting.shift();
      if (first) now = first.at;
      first?.resume();
      await new Promise(setImmediate);
    }
    return done;
  }

  function write(id: string, item: Attributes | undefined): void {
    if (item) items.set(id, item);
    else items.delete(id);
    history.set(id, [...(history.get(id) ?? []), { at: now, item }]);
  }

  async function batchGet(keys: readonly Attributes[]): Promise<Attributes[]> {
    const read = await Promise.all(
      keys.map(async (key) => {
        await sleep(random() * (keys.length > 1 ? SKEW_MS : 0));
        return items.get(idOf(key));
      }),
    );
    return read.filter((item) => item !== undefined);
  }

  function put(input: PutItemCommandInput): void {
    const id = idOf(input.Item!);
    if (inTransaction.has(id)) {
      counts.conflicts++;
      throw new TransactionConflictException({ $metadata: {}, message: 'Simulated.' });
    }
    const there = items.get(id);
    if (!holds(input, there)) {
      throw new ConditionalCheckFailedException({ $metadata: {}, message: 'Simulated.', Item: there });
    }
    write(id, input.Item);
  }

  async function transact({ TransactItems = [] }: TransactWriteItemsCommandInput): Promise<void> {
    const parts = TransactItems.map(({ Put, Delete, ConditionCheck }) => {
      const part = Put ?? Delete ?? ConditionCheck!;
      const id = idOf(Put ? Put.Item! : (Delete ?? ConditionCheck)!.Key!);
      return { id, part, after: Put?.Item, isWrite: ConditionCheck === undefined };
    });
    counts.transactions++;
    const met = parts.map(({ id }) => inTransaction.has(id));
    if (met.includes(true)) {
      counts.conflicts++;
      throw canceled(met.map((isMet) => (isMet ? { Code: 'TransactionConflict' } : OK)));
    }
    const failed = parts.map(({ id, part }) => !holds(part, items.get(id)));
    if (failed.includes(true)) {
      throw canceled(failed.map((isFailed) => (isFailed ? { Code: 'ConditionalCheckFailed' } : OK)));
    }
    for (const { id } of parts) inTransaction.add(id);
    for (const { id, after, isWrite } of parts) {
      await leg();
      if (isWrite) write(id, after);
    }
    for (const { id } of parts) inTransaction.delete(id);
  }

  function itemsBelow(pk: string | undefined, prefix = ''): Attributes[] {
    return [...items.values()].filter((item) => item.pk?.S === pk && item.sk?.S?.startsWith(prefix));
  }

  async function carryOut(name: string, input: never): Promise<object> {
    switch (name) {
      case 'GetItemCommand': {
        const item = items.get(idOf((input as GetItemCommandInput).Key!));
        return item ? { Item: item } : {};
      }
      case 'BatchGetItemCommand': {
        const [[table, { Keys = [] }]] = Object.entries((input as BatchGetItemCommandInput).RequestItems!) as [
          [string, { Keys?: Attributes[] }],
        ];
        return { Responses: { [table]: await batchGet(Keys) } };
      }
      case 'PutItemCommand':
        put(input);
        return {};
      case 'TransactWriteItemsCommand':
        await transact(input);
        return {};
      case 'QueryCommand': {
        const { ExpressionAttributeValues: values = {} } = input as QueryCommandInput;
        return { Items: itemsBelow(values[':pk']?.S, values[':sk']?.S) };
      }
      // The number of users, which nothing here looks at.
      case 'UpdateCommand':
        return {};
      default:
        throw new Error(`${name} is not simulated.`);
    }
  }

  const client = {
    async send(command: { readonly input: never }) {
      await leg();
      try {
        return await carryOut(command.constructor.name, command.input);
      } finally {
        await leg();
      }
    },
  };
  return {
    table: {
      client: client as unknown as TableClient['client'],
      direct: client as unknown as TableClient['direct'],
      tableName: 'simulated',
      backOff: (attempt) => sleep(random() * 25 * 2 ** attempt),
    },
    now: () => now,
    sleep,
    run,
    random,
    itemsBelow,
    expire: (pk, sk) => write(idOf({ pk: { S: pk }, sk: { S: sk } }), undefined),
    historyOf: (pk, sk) => history.get(idOf({ pk: { S: pk }, sk: { S: sk } })) ?? [],
    counts,
  };
}

function idOf(key: Attributes): string {
  return JSON.stringify([key.pk?.S, key.sk?.S]);
}

type Conditional = Pick<PutItemCommandInput, 'ConditionExpression' | 'ExpressionAttributeValues'>;

function holds({ ConditionExpression: condition, ExpressionAttributeValues }: Conditional, item?: Attributes): boolean {
  switch (condition) {
    case undefined:
      return true;
    case 'attribute_not_exists(pk)':
      return item === undefined;
    case 'v = :v':
      return item !== undefined && item.v?.N === ExpressionAttributeValues?.[':v']?.N;
    default:
      throw new Error(`The condition "${condition}" is not simulated.`);
  }
}

function canceled(CancellationReasons: { Code: string }[]): Error {
  return new TransactionCanceledException({ $metadata: {}, message: 'Simulated.', CancellationReasons });
}

/** A small generator of which a seed gives always the same numbers. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
