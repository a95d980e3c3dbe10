import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDecrypt } from '@aws-crypto/decrypt-node';
import { CommitmentPolicy } from '@aws-crypto/material-management-node';
import { localKeyring } from '#adapters/encryption-sdk/local-keyring.ts';
import { SENDER_KEY_FILE } from '#adapters/local/sender-codes.ts';

const { decrypt } = buildDecrypt(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);

/** The part of an event for a custom sender that has to do with the code. */
type SenderEvent = { readonly userPoolId: string; readonly request: { readonly code?: string | null } };

/**
 * Decrypts the code in an event of CustomEmailSender or CustomSMSSender, for functions on the machine of the service.
 * Returns undefined for an event without a code. A temporary password is escaped for HTML, as in Cognito. The key is read
 * from `sender.key` in the data directory: OWNPOOL_DATA_DIR, or `.ownpool` below the current directory. Rejects when the
 * key cannot be read, and for a code of another deployment or pool.
 */
export async function decryptSenderCode(
  { userPoolId, request: { code } }: SenderEvent,
  dataDirectory = process.env.OWNPOOL_DATA_DIR || '.ownpool',
): Promise<string | undefined> {
  if (!code) return undefined;
  const key = Buffer.from(await readFile(join(dataDirectory, SENDER_KEY_FILE), 'utf8'), 'base64');
  const { plaintext, messageHeader } = await decrypt(localKeyring(key), Buffer.from(code, 'base64'));
  if (messageHeader.encryptionContext['userpool-id'] !== userPoolId) {
    throw new Error(`The code was not made for the user pool ${userPoolId}.`);
  }
  return plaintext.toString('utf8');
}
