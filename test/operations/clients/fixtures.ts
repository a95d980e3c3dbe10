import type { Client } from '#core/clients/client.ts';
import { clientSettings } from '#core/clients/settings.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { TestApp } from '#test/app.ts';
import { custom, poolRecord, schemaWith } from '#test/fixtures.ts';

export const POOL_ID = 'us-east-1_Clients01';
export const OTHER_POOL_ID = 'us-east-1_Clients02';
export const ABSENT_CLIENT_ID = '0000000000000000000000000v';

/** A pool as CreateUserPool would leave it, with one custom attribute. */
export function testPool(changes: Partial<Pool> = {}): Pool {
  return poolRecord({ id: POOL_ID, schema: schemaWith({}, custom('custom:team')), version: 1, ...changes });
}

/** Puts pools into the table; without arguments, the two that the tests of this folder use. */
export async function addPools(app: TestApp, ...pools: readonly Pool[]): Promise<void> {
  const values = pools.length > 0 ? pools : [testPool(), testPool({ id: OTHER_POOL_ID })];
  await app.deps.records.commit(values.map((value) => ({ op: 'create', kind: 'pool', value })));
}

/** A public client as CreateUserPoolClient makes it from nothing but a name, with the version it has when it is stored. */
export function clientRecord(id: string, poolId: string): Client {
  const settings = clientSettings({ clientName: id });
  return { ...settings, id, poolId, createdAt: 0, modifiedAt: 0, secrets: [], version: 1 };
}

export type Answer = Readonly<Record<string, unknown>> & { readonly ClientId: string; readonly ClientSecret?: string };

/** Creates a client in the first pool, unless `input` names another. */
export async function createClient(app: TestApp, input: object = {}): Promise<Answer> {
  const answer = await app.call('CreateUserPoolClient', { UserPoolId: POOL_ID, ClientName: 'app', ...input });
  return answer.UserPoolClient;
}
