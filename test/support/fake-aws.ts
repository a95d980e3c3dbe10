import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type KmsKeys, kmsAnswer, signedRegion } from './fake-kms.ts';
import type { IamRequest } from './iam.ts';

/** What a caller, known by its access key id, may do. */
export type Judge = (accessKeyId: string, request: IamRequest) => boolean;

/** What the account has besides the deployment, for pools that name it by its ARN. */
export type Account = {
  /** Does what a function does with an event; undefined where there is none with the ARN. */
  readonly run: (functionArn: string, event: unknown) => Promise<Ran> | undefined;
  readonly kmsKeys: KmsKeys;
};

/** What a function returned, as a text that Lambda takes as it is, or the report of what it threw. */
export type Ran = { readonly payload: string } | { readonly thrown: object };

type LogRecord = { readonly group: string; readonly stream: string; readonly message: string };
type SentMail = { readonly to: string; readonly text: string };

export type FakeAws = {
  readonly endpoint: string;
  /** What was refused, as `caller action resource`. */
  readonly refused: readonly string[];
  /** What was asked for, in order, as `caller action`. */
  readonly calls: readonly string[];
  readonly mails: readonly SentMail[];
  /** What was written to log groups of the account. */
  readonly logRecords: readonly LogRecord[];
  readonly close: () => Promise<void>;
};

type Body = Readonly<Record<string, never>>;
type Answer = { readonly status: number; readonly text: string; readonly headers?: Readonly<Record<string, string>> };
type Call = { readonly requests: readonly IamRequest[]; readonly run: () => Promise<Answer> };

/**
 * DynamoDB (the local store), KMS, SES, CloudWatch Logs and Lambda behind one address, each call judged as IAM would before it is carried out.
 * The resource of the table is `table`, that of the key `key`, as the templates' references are resolved in test/support/iam.ts.
 */
export async function startFakeAws(options: {
  readonly store: string;
  readonly table: string;
  readonly key: string;
  readonly kmsKeys: KmsKeys;
  readonly judge: Judge;
  /** The functions that the deployment starts later. */
  readonly invoke?: (functionArn: string, event: unknown) => Promise<unknown>;
  readonly account?: Account;
}): Promise<FakeAws> {
  const refused: string[] = [];
  const calls: string[] = [];
  const mails: SentMail[] = [];
  const logRecords: LogRecord[] = [];
  const logStreams = new Set<string>();

  function callOf(request: IncomingMessage, raw: string): Call {
    const target = String(request.headers['x-amz-target'] ?? '');
    const body = (raw.startsWith('{') ? JSON.parse(raw) : {}) as Body;
    if (target.startsWith('DynamoDB_')) {
      const run = async () => {
        const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target, ...LOCAL };
        const answer = await fetch(options.store, { method: 'POST', headers, body: raw });
        return { status: answer.status, text: await answer.text() };
      };
      return { requests: dynamoRequests(target.split('.')[1]!, body, options.table), run };
    }
    if (target.startsWith('TrentService.')) {
      const operation = target.split('.')[1]!;
      const { EncryptionContext = {} } = body as { readonly EncryptionContext?: Readonly<Record<string, string>> };
      const context = {
        ...Object.fromEntries(
          Object.entries(EncryptionContext).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]),
        ),
        'kms:EncryptionContextKeys': Object.keys(EncryptionContext),
      };
      const { KeyId } = body as unknown as { readonly KeyId: string };
      const isOfPools = options.account?.kmsKeys.has(KeyId);
      const run = async () => {
        const call = { operation, region: signedRegion(request.headers), input: body as never };
        const { status, body: answer } = await kmsAnswer(isOfPools ? options.account!.kmsKeys : options.kmsKeys, call);
        return { status, text: JSON.stringify(answer) };
      };
      return { requests: [{ action: `kms:${operation}`, resource: isOfPools ? KeyId : options.key, context }], run };
    }
    if (request.url?.startsWith('/v2/email/outbound-emails')) {
      const { Destination, Content } = body as unknown as {
        Destination: { ToAddresses: readonly string[] };
        Content: { Simple: { Body: { Html: { Data: string } } } };
      };
      const run = async () => {
        mails.push({ to: Destination.ToAddresses[0]!, text: Content.Simple.Body.Html.Data });
        return { status: 200, text: JSON.stringify({ MessageId: 'm' }) };
      };
      return { requests: [{ action: 'ses:SendEmail', resource: IDENTITY }], run };
    }
    if (target.startsWith('Logs_20140328.')) return logsCall(target.split('.')[1]!, body);
    const invoked = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? '')?.[1];
    if (invoked)
      return lambdaCall(decodeURIComponent(invoked), request.headers['x-amz-invocation-type'] === 'Event', body);
    throw new Error(`Nobody answers ${request.method} ${request.url} ${target}.`);
  }

  /** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
  function lambdaCall(resource: string, isLater: boolean, event: unknown): Call {
    const run = async (): Promise<Answer> => {
      const ran = options.account?.run(resource, event);
      if (isLater) {
        // At once, so that a test sees what becomes of it; Lambda says yes before it knows.
        await (ran ?? options.invoke?.(resource, event))?.catch(() => undefined);
        return { status: 202, text: '' };
      }
      if (!ran)
        return { status: 404, text: JSON.stringify({ __type: 'ResourceNotFoundException', message: resource }) };
      const result = await ran;
      if ('payload' in result) return { status: 200, text: result.payload };
      return { status: 200, text: JSON.stringify(result.thrown), headers: { 'x-amz-function-error': 'Unhandled' } };
    };
    return { requests: [{ action: 'lambda:InvokeFunction', resource }], run };
  }

  /** A log stream is there once it has been created; its log group always is. */
  function logsCall(operation: string, body: unknown): Call {
    const {
      logGroupName,
      logStreamName,
      logEvents = [],
    } = body as {
      readonly logGroupName: string;
      readonly logStreamName: string;
      readonly logEvents?: readonly { readonly message: string }[];
    };
    const stream = `${logGroupName}:log-stream:${logStreamName}`;
    const missing = operation === 'PutLogEvents' && !logStreams.has(stream);
    const run = async () => {
      if (missing) return { status: 400, text: JSON.stringify({ __type: 'ResourceNotFoundException', message: '' }) };
      logStreams.add(stream);
      for (const { message } of logEvents) logRecords.push({ group: logGroupName, stream: logStreamName, message });
      return { status: 200, text: '{}' };
    };
    return { requests: [{ action: `logs:${operation}`, resource: `${LOG_GROUPS}:${stream}` }], run };
  }

  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const caller = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? 'nobody';
    try {
      const call = callOf(request, Buffer.concat(parts).toString());
      const denied = call.requests.filter((one) => !options.judge(caller, one));
      for (const { action, resource } of denied) refused.push(`${caller} ${action} ${resource}`);
      for (const { action } of call.requests) calls.push(`${caller} ${action}`);
      const denial = JSON.stringify({
        __type: 'AccessDeniedException',
        message: `User: arn:aws:sts::111122223333:assumed-role/${caller} is not authorized to perform: ${denied[0]?.action}`,
      });
      const answer: Answer = denied.length > 0 ? { status: 400, text: denial } : await call.run();
      const headers = { 'content-type': 'application/x-amz-json-1.0', ...answer.headers };
      response.writeHead(answer.status, headers).end(answer.text);
    } catch (error) {
      response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ message: String(error) }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused,
    calls,
    mails,
    logRecords,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An identity of the account, as templates name that. */
const IDENTITY = 'arn:aws:ses:us-east-1:AWS::AccountId:identity/id.example.com';

/** The log groups of the account, as templates name that. */
const LOG_GROUPS = 'arn:aws:logs:us-east-1:AWS::AccountId:log-group';

const LOCAL = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00',
  'x-amz-date': '20260101T000000Z',
};

type Attributes = Readonly<Record<string, { readonly S?: string }>>;

/** What DynamoDB asks IAM about a call: transactions as their parts, batches as themselves, the partitions they touch. */
function dynamoRequests(operation: string, body: Body, table: string): readonly IamRequest[] {
  const one = (action: string, keys: readonly (Attributes | undefined)[], resource = table): IamRequest => ({
    action: `dynamodb:${action}`,
    resource,
    context: { 'dynamodb:LeadingKeys': keys.flatMap((key) => key?.pk?.S ?? key?.gsi1pk?.S ?? []) },
  });
  const input = body as unknown as {
    readonly Key?: Attributes;
    readonly Item?: Attributes;
    readonly IndexName?: string;
    readonly ExpressionAttributeValues?: Attributes;
    readonly RequestItems?: Readonly<Record<string, unknown>>;
    readonly TransactItems?: readonly Readonly<
      Record<string, { readonly Key?: Attributes; readonly Item?: Attributes }>
    >[];
  };
  switch (operation) {
    case 'TransactWriteItems':
      return input.TransactItems!.map((item) => {
        const [[kind, part]] = Object.entries(item) as [[string, { Key?: Attributes; Item?: Attributes }]];
        return one(kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`, [part.Key ?? part.Item]);
      });
    case 'BatchGetItem':
      return Object.values(input.RequestItems!).map((of) =>
        one(operation, (of as { readonly Keys: readonly Attributes[] }).Keys),
      );
    case 'BatchWriteItem':
      return Object.values(input.RequestItems!).map((of) =>
        one(
          operation,
          (of as readonly { DeleteRequest?: { Key: Attributes }; PutRequest?: { Item: Attributes } }[]).map(
            ({ DeleteRequest, PutRequest }) => DeleteRequest?.Key ?? PutRequest?.Item,
          ),
        ),
      );
    case 'Query':
      return [
        one(
          operation,
          [{ pk: input.ExpressionAttributeValues?.[':pk'] ?? {} }],
          input.IndexName ? `${table}/index/${input.IndexName}` : table,
        ),
      ];
    default:
      return [one(operation, [input.Key ?? input.Item])];
  }
}
