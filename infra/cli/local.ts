import { loadDataKeys } from '#adapters/dynamo/data-keys.ts';
import { createRecords } from '#adapters/dynamo/records.ts';
import { masterKeyFile } from '#adapters/local/master-key.ts';
import { CognitoError } from '#core/errors.ts';
import { createKeyring } from '#core/keys/keyring.ts';
import { sharedTable } from '#infra/local/table.ts';
import { KEY_PURPOSES } from '#ports/keys.ts';
import type { Records } from '#ports/records.ts';
import { parseConfig } from '#runtime/config.ts';
import { systemClock } from '#runtime/container.ts';
import { consoleLogger } from '#runtime/logger.ts';

/**
 * Opens the records of this machine's data directory, whether a server runs on it or not. The cause of an error is
 * thrown in its place, because the error itself only has the text for clients.
 */
export async function withLocalRecords(run: (records: Records) => Promise<void>): Promise<void> {
  const open = await sharedTable(parseConfig(process.env));
  try {
    const wrapper = await masterKeyFile(open.file('master.key'));
    // All data keys are loaded, because a table that has records and lacks a data key is refused.
    const keys = createKeyring(await loadDataKeys(open.table, wrapper, KEY_PURPOSES), systemClock);
    await run(createRecords(open.table, keys, systemClock, consoleLogger('warn')));
  } catch (error) {
    throw error instanceof CognitoError ? (error.cause ?? error) : error;
  } finally {
    await open.close();
  }
}
