import type { KeyringNode } from '@aws-crypto/material-management-node';
import { RawAesKeyringNode, RawAesWrappingSuiteIdentifier } from '@aws-crypto/raw-aes-keyring-node';

/** Returns the keyring for codes of a deployment on one machine. `key` has 32 bytes. */
export function localKeyring(key: Uint8Array): KeyringNode {
  return new RawAesKeyringNode({
    keyNamespace: 'ownpool',
    keyName: 'custom-sender',
    // The SDK takes only a key that shares its memory with nothing.
    unencryptedMasterKey: Uint8Array.from(key),
    wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
  });
}
