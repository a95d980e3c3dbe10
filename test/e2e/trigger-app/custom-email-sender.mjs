import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  buildClient,
  CommitmentPolicy,
  RawAesKeyringNode,
  RawAesWrappingSuiteIdentifier,
} from '@aws-crypto/client-node';

const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);

/** Sends e-mails, for which a line in a file stands here. It is written as for AWS, but for the keyring. */
export const handler = async (event) => {
  const { code, userAttributes } = event.request;
  const { plaintext } = await decrypt(await keyring(), Buffer.from(code, 'base64'));
  const mail = { to: userAttributes.email, code: plaintext.toString('utf8') };
  await appendFile(process.env.TRIGGER_APP_MAILBOX, `${JSON.stringify(mail)}\n`);
};

async function keyring() {
  const key = await readFile(join(process.env.OWNPOOL_DATA_DIR, 'sender.key'), 'utf8');
  return new RawAesKeyringNode({
    keyNamespace: 'ownpool',
    keyName: 'custom-sender',
    unencryptedMasterKey: Uint8Array.from(Buffer.from(key, 'base64')),
    wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
  });
}
