import { readFile, rm, writeFile } from 'node:fs/promises';
import { createTableClient, type TableClient } from '#adapters/dynamo/client.ts';
import { ensureTable } from '#adapters/dynamo/create-table.ts';
import { poolHandler } from '#adapters/dynamo/pool-handler.ts';
import type { Config } from '#runtime/config.ts';
import { type DataDirectory, InUseError, openDataDirectory } from './data-directory.ts';
import { startStore } from './store.ts';

const TABLE_NAME = 'ownpool';

/** The longest wait of a request for the store, at each of its steps, in milliseconds. */
const TIMEOUT_MS = 5000;

/** The open table, the files of the directory that it belongs to, and a function that closes both. */
export type OpenTable = {
  readonly table: TableClient;
  readonly file: DataDirectory['file'];
  readonly close: () => Promise<void>;
};

/**
 * Opens the table as its only owner: in the store of the data directory, or in the DynamoDB that the environment names.
 * While the table is open, the file `store.endpoint` has the address of the store.
 */
export async function ownTable(config: Config, onCrash: (line: string) => void): Promise<OpenTable> {
  const stops: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const directory = await openDataDirectory(config.dataDirectory);
    stops.push(directory.release);
    let endpoint = config.dynamoEndpoint;
    if (!endpoint) {
      const store = await startStore({ binary: config.storeBinary, dbPath: directory.file('ownpool.db'), onCrash });
      stops.push(store.stop);
      endpoint = store.endpoint;
    }
    const note = directory.file('store.endpoint');
    await writeFile(note, endpoint, { mode: 0o600 });
    stops.push(() => rm(note, { force: true }));
    const table = openTable(endpoint, config.region);
    stops.push(async () => table.client.destroy());
    await ensureTable(table);
    return { table, file: directory.file, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Opens the table for a command: through the store of the server that owns the data directory, or as its owner if no
 * server runs.
 */
export async function sharedTable(config: Config): Promise<OpenTable> {
  try {
    return await ownTable(config, console.error);
  } catch (error) {
    // The address in the file is right only while a server runs.
    if (!(error instanceof InUseError)) throw error;
    const file = (name: string) => `${config.dataDirectory}/${name}`;
    const endpoint = await readFile(file('store.endpoint'), 'utf8').catch(() => undefined);
    if (!endpoint) throw error;
    const table = openTable(endpoint, config.region);
    return { table, file, close: async () => table.client.destroy() };
  }
}

function openTable(endpoint: string, region: string): TableClient {
  const requestHandler = poolHandler(endpoint, TIMEOUT_MS);
  return createTableClient({ tableName: TABLE_NAME, endpoint, region, requestHandler });
}
