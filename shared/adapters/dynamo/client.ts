import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { collectBody } from './collect-body.ts';
import { usePlainJson } from './plain-json.ts';

/** The SDK's client, with the name of the table. */
export type TableClient = {
  readonly client: DynamoDBDocumentClient;
  /**
   * The same client for the commands of @aws-sdk/client-dynamodb that every request sends. It puts its middleware together
   * once per command instead of once per call, which saves a fifth of a call's processor time (bench/README.md) and which
   * the document client can't do. Middleware must therefore be added before the first call.
   */
  readonly direct: Pick<DynamoDBClient, 'send'>;
  readonly tableName: string;
  /** Waits before a request is repeated because the store was too busy. `attempt` counts from 1. */
  readonly backOff: (attempt: number) => Promise<void>;
};

/**
 * Creates the client of the table. An endpoint stands for a local store, which asks for a signature but does not check
 * it. The client makes three attempts with the SDK's jittered back-off, and gives up a request or a response that hangs
 * after `timeoutMs` (by default 5 seconds).
 */
export function createTableClient(options: {
  readonly tableName: string;
  readonly endpoint?: string;
  readonly region: string;
  readonly timeoutMs?: number;
  /** Carries the requests in place of the SDK's own handler. */
  readonly requestHandler?: DynamoDBClientConfig['requestHandler'];
  readonly backOff?: TableClient['backOff'];
}): TableClient {
  // The SDK's notice about future Node versions does not concern the person who runs the service.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const { timeoutMs = 5000 } = options;
  const settings: DynamoDBClientConfig = {
    region: options.region,
    maxAttempts: 3,
    requestHandler: options.requestHandler ?? {
      // The wait for a free socket counts as well. With a shorter time, a burst of requests would look like a store
      // that is out of reach.
      connectionTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      // Without this option the SDK only warns about a request that hangs.
      throwOnRequestTimeout: true,
      // Without this option the SDK waits for ever for the rest of a response that stops half-way.
      socketTimeout: timeoutMs,
    },
    streamCollector: collectBody,
    ...(options.endpoint && localConfig(options.endpoint)),
  };
  const client = new DynamoDBClient(settings);
  usePlainJson(client);
  for (const name of NOT_NEEDED) client.middlewareStack.remove(name);
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  // The destroy() of the document client does nothing, and leaves the sockets of the client inside it open.
  documents.destroy = () => client.destroy();
  const { requestHandler } = client.config;
  const direct = new DynamoDBClient({ ...settings, requestHandler, cacheMiddleware: true });
  direct.middlewareStack = client.middlewareStack;
  // The SDK copies this configuration once per call. V8 copies an object that was made property by property, as this one
  // was, several times more slowly than a copy of it (bench/README.md).
  Object.assign(direct, { config: { ...direct.config } });
  return {
    client: documents,
    direct,
    tableName: options.tableName,
    backOff: options.backOff ?? jitter,
  };
}

function jitter(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * 25 * 2 ** attempt));
}

/** Middleware of the SDK that takes 0.3 ms of CPU on every call for a user agent, logs and a Lambda header. */
const NOT_NEEDED = ['getUserAgentMiddleware', 'loggerMiddleware', 'recursionDetectionMiddleware'];

/**
 * Makes the configuration for a local store, which asks for a signature but does not check it. One constant signature
 * serves all calls and takes no time.
 */
function localConfig(endpoint: string): Partial<DynamoDBClientConfig> {
  const scope = 'local/20260101/us-east-1/dynamodb/aws4_request';
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`;
  const resolved = { url: new URL(endpoint), headers: {}, properties: {} };
  return {
    // The member `endpoint` would be parsed twice per call.
    endpointProvider: () => resolved,
    ignoreConfiguredEndpointUrls: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    signer: {
      sign: async (request) => {
        Object.assign(request.headers, { authorization, 'x-amz-date': '20260101T000000Z' });
        return request;
      },
    },
  };
}
