import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export type TableClient = { readonly client: DynamoDBDocumentClient; readonly tableName: string };

/**
 * The client of the table. An endpoint means a local store, which asks for a signature but checks none.
 * Three attempts with the SDK's jittered back-off; a request that hangs is given up after five seconds.
 */
export function createTableClient(options: {
  readonly tableName: string;
  readonly endpoint?: string;
  readonly region: string;
}): TableClient {
  const local: DynamoDBClientConfig = options.endpoint
    ? { endpoint: options.endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
    : {};
  const client = new DynamoDBClient({
    region: options.region,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 5000 },
    ...local,
  });
  return {
    client: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    tableName: options.tableName,
  };
}
