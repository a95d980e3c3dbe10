import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { createTableClient, type TableClient } from '#adapters/dynamo/client.ts';
import { ensureTable } from '#adapters/dynamo/create-table.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    storeEndpoint: string;
  }
}

/** The URL of the DynamoDB-compatible store of this test run; all suites share it, so each makes its own table or keys. */
export function storeEndpoint(): string {
  return inject('storeEndpoint');
}

/** A new table of this test run, still empty. */
export async function newTable(region = 'us-east-1'): Promise<TableClient> {
  const table = createTableClient({ tableName: `test-${randomUUID()}`, endpoint: storeEndpoint(), region });
  await ensureTable(table);
  return table;
}
