import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export type TableClient = {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Waits before what the store was too busy for is sent again; `attempt` counts from 1. */
  readonly backOff: (attempt: number) => Promise<void>;
};

/**
 * The client of the table. An endpoint means a local store, which asks for a signature but checks none.
 * Three attempts with the SDK's jittered back-off; a request that hangs is given up after `timeoutMs` (5 seconds).
 */
export function createTableClient(options: {
  readonly tableName: string;
  readonly endpoint?: string;
  readonly region: string;
  readonly timeoutMs?: number;
  readonly backOff?: TableClient['backOff'];
}): TableClient {
  const local: DynamoDBClientConfig = options.endpoint
    ? { endpoint: options.endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
    : {};
  // The SDK's notice about future Node versions is no concern of who runs the service.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const client = new DynamoDBClient({
    region: options.region,
    maxAttempts: 3,
    // Without throwOnRequestTimeout the SDK only warns about a request that hangs.
    requestHandler: {
      // The wait for a free socket counts, too: shorter, a burst of requests would look like a store out of reach.
      connectionTimeout: options.timeoutMs ?? 5000,
      requestTimeout: options.timeoutMs ?? 5000,
      throwOnRequestTimeout: true,
    },
    ...local,
  });
  return {
    client: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    tableName: options.tableName,
    backOff: options.backOff ?? jitter,
  };
}

function jitter(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * 25 * 2 ** attempt));
}
