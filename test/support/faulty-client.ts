import { type AttributeValue, DynamoDBServiceException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { toAttributes } from '#adapters/dynamo/attributes.ts';
import type { TableClient } from '#adapters/dynamo/client.ts';

/** What can go wrong with one attempt of a request. */
export type Fault =
  /** The transaction meets another one; a single write gets TransactionConflictException. */
  | 'conflict'
  | 'throttled'
  | 'throttlingException'
  /** The connection breaks before the store gets the request, or after it has carried it out. */
  | 'lostRequest'
  | 'lostAnswer'
  /** The store carries it out and tells nobody for a while: `release` lets the answer through. */
  | 'slow'
  /** BatchGetItem answers only the first of what it was asked for; BatchWriteItem carries out none of its deletions. */
  | 'unprocessed';

export type Faults = {
  /** The next `times` attempts whose operation matches get the fault, after the first `skip` of them; then they go through. */
  readonly inject: (operation: RegExp, fault: Fault, times?: number, skip?: number) => void;
  /** Resolves when a slow request has been carried out and waits for its answer to be released. */
  readonly slowArrived: () => Promise<void>;
  readonly release: () => void;
  /** From now on the index answers as it stands at this moment; base-table reads see everything. */
  readonly freezeIndex: () => Promise<void>;
  readonly thawIndex: () => void;
  /** The operations that were attempted, in order, repetitions by the SDK included. */
  readonly attempts: readonly string[];
  readonly clear: () => void;
};

type Injected = { readonly operation: RegExp; readonly fault: Fault; left: number; skip: number };
type Item = Readonly<Record<string, unknown>>;
type Items = readonly Item[];
type Args = { input: Record<string, unknown>; request?: unknown };
type Next = (args: Args) => Promise<{ output: unknown; response: unknown }>;

/** The client of the table with faults on demand, inside the SDK's retries; nothing waits between its attempts. */
export function faultyClient(table: TableClient): { readonly table: TableClient; readonly faults: Faults } {
  const injected: Injected[] = [];
  const attempts: string[] = [];
  let frozen: Items | undefined;
  let arrived = signal();
  let released = signal();

  async function attempt(operation: string, args: Args, next: Next) {
    attempts.push(operation);
    if (frozen && operation === 'Query' && args.input.IndexName) {
      return { output: { $metadata: {}, ...queryFrozen(frozen, args.input) }, response: {} };
    }
    const found = injected.find((one) => one.left > 0 && one.operation.test(operation));
    if (!found || found.skip-- > 0) return next(args);
    found.left--;
    switch (found.fault) {
      case 'conflict':
        throw conflict(args.input);
      case 'throttled':
        throw serviceError('ProvisionedThroughputExceededException');
      case 'throttlingException':
        throw serviceError('ThrottlingException');
      case 'lostRequest':
        throw networkError();
      case 'lostAnswer':
        // The answer is lost whatever it was, also if it was a refusal.
        await next(args).catch(() => {});
        throw networkError();
      case 'slow': {
        const answer = await next(args);
        arrived.resolve();
        await released.promise;
        return answer;
      }
      case 'unprocessed':
        return unprocessed(args, next);
    }
  }

  table.client.middlewareStack.add(
    ((next: Next, context: { readonly commandName?: string }) => (args: Args) =>
      attempt(String(context.commandName).replace(/(Items?)?Command$/, ''), args, next)) as never,
    // Inside the SDK's retries, around its reading of the answer: inputs and outputs are marshalled here.
    { step: 'finalizeRequest', priority: 'low', name: 'faults', override: true },
  );
  withoutDelays(table);

  return {
    table: { ...table, backOff: async () => {} },
    faults: {
      inject: (operation, fault, times = 1, skip = 0) => void injected.push({ operation, fault, left: times, skip }),
      slowArrived: () => arrived.promise,
      release: () => released.resolve(),
      async freezeIndex() {
        const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.tableName }));
        frozen = Items.filter((item) => item.gsi1pk);
      },
      thawIndex: () => {
        frozen = undefined;
      },
      attempts,
      clear() {
        injected.length = 0;
        attempts.length = 0;
        arrived = signal();
        released = signal();
      },
    },
  };
}

/** The SDK judges what is worth another attempt and how many there are, as always; only its back-off is left out. */
function withoutDelays({ client }: TableClient): void {
  const token = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 });
  client.config.retryStrategy = async () => ({
    acquireInitialRetryToken: async () => token(0),
    async refreshRetryTokenForRetry(last, { errorType }) {
      const count = last.getRetryCount() + 1;
      if (errorType === 'CLIENT_ERROR' || count >= (await client.config.maxAttempts())) throw new Error('No more.');
      return token(count);
    },
    recordSuccess: () => {},
  });
}

function signal() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function serviceError(name: string): Error {
  return new DynamoDBServiceException({ name, $fault: 'client', $metadata: {}, message: 'Injected.' });
}

function networkError(): Error {
  return Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
}

function conflict(input: Readonly<Record<string, unknown>>): Error {
  const items = input.TransactItems as readonly unknown[] | undefined;
  if (!items) return serviceError('TransactionConflictException');
  const CancellationReasons = items.map((_, index) => ({ Code: index === 0 ? 'TransactionConflict' : 'None' }));
  return new TransactionCanceledException({ $metadata: {}, message: 'Injected.', CancellationReasons });
}

type Batches = Record<string, unknown[] | { Keys: unknown[] }>;

async function unprocessed(args: Args, next: Next) {
  const asked = args.input.RequestItems as Batches;
  const [name, of] = Object.entries(asked)[0]!;
  if (Array.isArray(of)) {
    const left = (of as { DeleteRequest: { Key: Readonly<Record<string, AttributeValue>> } }[]).map(
      ({ DeleteRequest: { Key } }) => ({ DeleteRequest: { Key: { pk: Key.pk?.S, sk: Key.sk?.S } } }),
    );
    return { output: { $metadata: {}, UnprocessedItems: { [name]: left } }, response: {} };
  }
  const { output, response } = await next(args);
  const [first, ...rest] = of.Keys as Readonly<Record<string, AttributeValue>>[];
  const all = (output as { Responses: Record<string, Record<string, AttributeValue>[]> }).Responses[name]!;
  const kept = all.filter((item) => item.pk?.S === first?.pk?.S && item.sk?.S === first?.sk?.S);
  const left = { [name]: { ...of, Keys: rest } };
  return { output: { $metadata: {}, Responses: { [name]: kept }, UnprocessedKeys: left }, response };
}

/** A query of the index as it was: the partition, optionally a bound or a prefix of the sort key, limit and start. */
function queryFrozen(frozen: Items, input: Readonly<Record<string, unknown>>) {
  const values = input.ExpressionAttributeValues as Readonly<Record<string, AttributeValue>>;
  const [partition, ...conditions] = String(input.KeyConditionExpression).split(' AND ');
  const sort = conditions.length > 0 ? conditions.join(' AND ') : undefined;
  const value = (name: string | undefined): string => values[name ?? '']?.S ?? '';
  const matches = sortCondition(sort, value);
  const order = (item: Item) => Buffer.from([item.gsi1sk, item.pk, item.sk].join('\u0000'));
  const given = input.ExclusiveStartKey as Readonly<Record<string, AttributeValue>> | undefined;
  const start = given && Object.fromEntries(Object.entries(given).map(([name, { S }]) => [name, S]));
  const rest = frozen
    .filter((item) => item.gsi1pk === value(partition?.split(' = ')[1]) && matches(String(item.gsi1sk)))
    .sort((a, b) => Buffer.compare(order(a), order(b)))
    .filter((item) => !start || Buffer.compare(order(item), order(start)) > 0)
    .map(({ pk, sk, gsi1pk, gsi1sk }) => ({ pk, sk, gsi1pk, gsi1sk }));
  const limit = Number(input.Limit ?? rest.length);
  const page = rest.slice(0, limit);
  const items = page.map(toAttributes);
  return { Items: items, Count: items.length, ...(rest.length > limit && { LastEvaluatedKey: items.at(-1) }) };
}

function sortCondition(text: string | undefined, value: (name: string | undefined) => string) {
  if (text === undefined) return () => true;
  const bound = /^gsi1sk <= (:\w+)$/.exec(text);
  if (bound) return (sort: string) => Buffer.compare(Buffer.from(sort), Buffer.from(value(bound[1]))) <= 0;
  const range = /^gsi1sk BETWEEN (:\w+) AND (:\w+)$/.exec(text);
  if (range) {
    const [from, to] = [range[1], range[2]].map((name) => Buffer.from(value(name)));
    return (sort: string) =>
      Buffer.compare(Buffer.from(sort), from!) >= 0 && Buffer.compare(Buffer.from(sort), to!) <= 0;
  }
  throw new Error(`The frozen index does not know the condition "${text}".`);
}
