import type { TableClient } from '#adapters/dynamo/client.ts';
import { MissingDataKeys, readDataKeys } from '#adapters/dynamo/data-keys.ts';
import { MasterKeyError } from '#adapters/local/master-key.ts';
import { KEY_PURPOSES, type KeyWrapper } from '#ports/keys.ts';
import { inTime } from './in-time.ts';
import { shared } from './shared.ts';

/** Whether the store answers, and whether the master key opens the data keys that it has. */
export type Health = { readonly store: 'ok' | 'failing'; readonly keys: 'ok' | 'failing' | 'unknown' };

/**
 * Returns a check that reads the data keys from the store and unwraps them, which takes one read. It resolves within two
 * seconds, and never rejects. Checks that are asked for at once are one.
 */
export function healthCheck(table: TableClient, wrapper: KeyWrapper): () => Promise<Health> {
  return shared(() => inTime(judged(table, wrapper), STORE_FAILING));
}

const STORE_FAILING: Health = { store: 'failing', keys: 'unknown' };

function judged(table: TableClient, wrapper: KeyWrapper): Promise<Health> {
  return readDataKeys(table, wrapper, KEY_PURPOSES).then(
    () => ({ store: 'ok', keys: 'ok' }),
    (error: unknown) =>
      error instanceof MissingDataKeys || error instanceof MasterKeyError
        ? { store: 'ok', keys: 'failing' }
        : STORE_FAILING,
  );
}
