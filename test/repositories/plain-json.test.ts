import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { usePlainJson } from '#adapters/dynamo/plain-json.ts';

type Sent = { readonly path: string; readonly headers: Record<string, string>; readonly body: Uint8Array | string };
type Answer = { readonly statusCode?: number; readonly headers?: Record<string, string>; readonly body: string };

/** A client of the SDK, with its own JSON or the plain one, to which the given answers come in turn. */
function client(json: 'plain' | 'own', ...answers: readonly Answer[]) {
  const left = [...answers];
  const sent: Sent[] = [];
  const requestHandler = {
    handle: async (request: Sent) => {
      sent.push(request);
      const { statusCode = 200, headers = { 'x-amzn-requestid': 'r1' }, body } = left.shift() ?? { body: '{}' };
      return { response: { statusCode, headers: { ...headers }, body: Buffer.from(body) } };
    },
  };
  const made = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:8000',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    requestHandler: requestHandler as never,
  });
  if (json === 'plain') usePlainJson(made);
  return { client: made, sent };
}

type Command = BatchGetItemCommand | GetItemCommand | PutItemCommand | QueryCommand | TransactWriteItemsCommand;

/** Sends a command both ways, and returns what came of it: the request without what differs each time, and the outcome. */
async function bothWays(command: () => Command, ...answers: readonly Answer[]) {
  const ways = await Promise.all(
    (['own', 'plain'] as const).map(async (json) => {
      const { client: made, sent } = client(json, ...answers);
      const outcome = await made.send(command() as GetItemCommand).catch((error: Error & { $response?: unknown }) => ({
        ...error,
        name: error.name,
        // The SDK adds a line that tells how to find the response.
        message: error.message.split('\n')[0],
        response: error.$response !== undefined,
      }));
      return { sent: sent.map(comparable), outcome: comparableOutcome(outcome) };
    }),
  );
  return { own: ways[0]!, plain: ways[1]! };
}

function comparable({ path, headers, body }: Sent) {
  const {
    authorization,
    'x-amz-date': _date,
    'x-amz-content-sha256': _hash,
    'content-length': _length,
    ...rest
  } = headers;
  const { 'amz-sdk-invocation-id': _id, 'x-amz-user-agent': _agent, 'user-agent': _same, ...plain } = rest;
  const { ClientRequestToken, ...content } = JSON.parse(new TextDecoder().decode(body as Uint8Array));
  return {
    path,
    headers: plain,
    content,
    signed: authorization !== undefined,
    token: ClientRequestToken !== undefined,
  };
}

/** Bytes of every type become the same JSON here, and the time that passes between attempts is left out. */
function comparableOutcome(outcome: object): unknown {
  const plain = (name: string, value: unknown) => {
    if (name === 'totalRetryDelay') return undefined;
    return value instanceof Uint8Array ? { bytes: [...value] } : value;
  };
  const walk = (name: string, value: unknown): unknown => {
    const one = plain(name, value);
    if (Array.isArray(one)) return one.map((element) => walk('', element));
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, member]) => [key, walk(key, member)]));
  };
  return walk('', outcome);
}

const bytes = Buffer.from('whole number of bytes?');
const B = bytes.toString('base64');
const item = {
  pk: { S: 'ünï "quoted"' },
  v: { N: '12345678901234567890' },
  d: { B },
  B: { S: 'an attribute called B' },
};
const Key = { pk: { S: 'a' }, sk: { S: '#' } };

const commands: readonly (readonly [string, () => Command, object])[] = [
  ['GetItem', () => new GetItemCommand({ TableName: 't', Key, ConsistentRead: true }), { Item: item }],
  [
    'BatchGetItem',
    () => new BatchGetItemCommand({ RequestItems: { t: { Keys: [Key, Key], ConsistentRead: true } } }),
    { Responses: { t: [item, item] }, UnprocessedKeys: { t: { Keys: [Key] } } },
  ],
  [
    'Query',
    () =>
      new QueryCommand({
        TableName: 't',
        IndexName: 'i',
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'é' }, ':no': { B: bytes } },
        ExclusiveStartKey: Key,
        Limit: 3,
        Select: undefined,
      }),
    { Items: [item], Count: 1, ScannedCount: 1, LastEvaluatedKey: Key },
  ],
  [
    'PutItem',
    () =>
      new PutItemCommand({
        TableName: 't',
        Item: { ...Key, d: { B: new Uint8Array(bytes) }, n: { N: '1' } },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    {},
  ],
  [
    'TransactWriteItems',
    () => new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: 't', Item: { d: { B: bytes } } } }] }),
    {},
  ],
];

describe.each(commands)('%s', (_, command, output) => {
  it('is the same request, and the same output', async () => {
    const { own, plain } = await bothWays(command, { body: JSON.stringify(output) });
    expect(plain).toEqual(own);
    expect(plain.sent).toHaveLength(1);
  });

  it('may have an empty answer', async () => {
    const { own, plain } = await bothWays(command, { body: '' });
    expect(plain).toEqual(own);
  });

  it.each([
    ['a page of a proxy', { statusCode: 502, body: '<html>Bad gateway</html>' }],
    ['an error of the store', { statusCode: 500, body: '{"__type":"com.amazon#InternalServerError","message":"m"}' }],
    ['too many requests', { statusCode: 400, body: '{"__type":"com.amazon#ThrottlingException","message":"m"}' }],
  ])('is sent again after %s', async (_name, failure) => {
    const { own, plain } = await bothWays(command, failure, { body: JSON.stringify(output) });
    expect(plain).toEqual(own);
    expect(plain.sent).toHaveLength(2);
  });

  it.each([
    ['the end of an answer is missing', { body: '{"Item":{"pk"' }],
    ['nobody knows the error', { statusCode: 400, body: '{"__type":"com.amazon#Strange","message":"m"}' }],
    ['the refusal is no JSON', { statusCode: 400, body: 'what?' }],
    [
      'a condition does not hold',
      {
        statusCode: 400,
        body: JSON.stringify({ __type: 'com.amazon#ConditionalCheckFailedException', Message: 'm', Item: item }),
      },
    ],
    [
      'a transaction is cancelled',
      {
        statusCode: 400,
        body: JSON.stringify({
          __type: 'com.amazon#TransactionCanceledException',
          Message: 'm',
          CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: item }, { Code: 'None' }],
        }),
      },
    ],
  ])('fails at once, and alike, where %s', async (_name, failure) => {
    const { own, plain } = await bothWays(command, failure);
    expect(plain).toEqual(own);
    expect(plain.sent).toHaveLength(1);
    expect(plain.outcome).toMatchObject({
      response: true,
      $metadata: { httpStatusCode: expect.any(Number), attempts: 1 },
    });
  });
});
