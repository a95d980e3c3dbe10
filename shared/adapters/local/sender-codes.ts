import { readFile, writeFile } from 'node:fs/promises';
import type { Keyring } from '#ports/keys.ts';
import type { SenderCodes } from '#ports/sender-codes.ts';

/** The name of the file in the data directory that has the key of codes for custom senders. */
export const SENDER_KEY_FILE = 'sender.key';

/**
 * Encrypts codes under a key of this deployment, whatever KMS key a pool names. Functions on this machine read the key
 * from `keyFile` (docs/custom-senders.md), which is written with the first code. The AWS Encryption SDK is loaded then,
 * too, because most pools have no custom sender.
 */
export function localSenderCodes(keys: Keyring, keyFile?: string): SenderCodes {
  const key = keys.derive('credentials', 'custom-sender');
  let ready: Promise<SenderCodes['encrypt']> | undefined;

  async function prepare(): Promise<SenderCodes['encrypt']> {
    const [{ encryptedCode }, { localKeyring }] = await Promise.all([
      import('../encryption-sdk/encrypt.ts'),
      import('../encryption-sdk/local-keyring.ts'),
    ]);
    if (keyFile !== undefined) await writeKey(keyFile, key);
    return (code, { poolId }) => encryptedCode(localKeyring(key), code, poolId);
  }

  return {
    async encrypt(...given) {
      ready ??= prepare().catch((error) => {
        ready = undefined;
        throw error;
      });
      return (await ready)(...given);
    },
  };
}

async function writeKey(path: string, key: Buffer): Promise<void> {
  const text = `${key.toString('base64')}\n`;
  const before = await readFile(path, 'utf8').catch(() => undefined);
  if (before !== text) await writeFile(path, text, { mode: 0o600, flush: true });
}
