import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import type { KeyPurpose, KeyWrapper } from '#ports/keys.ts';
import { type AwsOptions, clientConfig } from './client-config.ts';
import { advice, failureOf } from './failures.ts';

/**
 * The error for a problem with the KMS key. Its message says in one line what to do.
 * @internal
 */
export class KmsKeyError extends Error {
  override readonly name = 'KmsKeyError';
}

/**
 * Wraps data keys with a KMS key. The encryption context is `{ purpose }`, so that a role can be allowed some purposes
 * only and one wrapped key can't take the place of another. Rejects with KmsKeyError.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html
 */
export function kmsKeyWrapper(options: AwsOptions & { readonly keyArn: string }): KeyWrapper {
  const client = new KMSClient(clientConfig(options));
  const KeyId = options.keyArn;
  return {
    async wrap(purpose, key) {
      const command = new EncryptCommand({ KeyId, Plaintext: key, EncryptionContext: { purpose } });
      const { CiphertextBlob } = await client.send(command).catch(explain('kms:Encrypt', KeyId, purpose));
      return bytes(CiphertextBlob);
    },
    async unwrap(purpose, wrapped) {
      // KMS finds the key in the ciphertext. It is named nevertheless, so that what another key has wrapped is refused.
      const command = new DecryptCommand({ KeyId, CiphertextBlob: wrapped, EncryptionContext: { purpose } });
      const { Plaintext } = await client.send(command).catch(explain('kms:Decrypt', KeyId, purpose));
      return bytes(Plaintext);
    },
  };
}

function bytes(answer: Uint8Array | undefined): Buffer {
  if (answer === undefined || answer.length === 0) throw new KmsKeyError('KMS answered without a key: try again.');
  return Buffer.from(answer.buffer, answer.byteOffset, answer.length);
}

function explain(action: string, keyArn: string, purpose: KeyPurpose): (error: unknown) => never {
  return (cause) => {
    throw new KmsKeyError(messageOf(cause, action, keyArn, purpose), { cause });
  };
}

function messageOf(error: unknown, action: string, keyArn: string, purpose: KeyPurpose): string {
  const failure = failureOf(error);
  if (failure.kind === 'denied') {
    return `KMS denied ${action} with ${keyArn} for the purpose ${purpose}: allow this role the action on that key with kms:EncryptionContext:purpose = ${purpose}, and see that the key's own policy lets this account do so.`;
  }
  switch (failure.name) {
    case 'DisabledException':
      return `The KMS key ${keyArn} is disabled: enable it.`;
    case 'KMSInvalidStateException':
      return `The KMS key ${keyArn} can't be used in its present state: if its deletion is pending, cancel that and enable the key.`;
    case 'NotFoundException':
      return `There is no KMS key ${keyArn}: check its region, account and id.`;
    case 'InvalidCiphertextException':
    case 'IncorrectKeyException':
      return `The data key for the purpose ${purpose} was not wrapped by ${keyArn} for this purpose: name the key that did (keyArn), or put back a backup of the table.`;
    case 'InvalidKeyUsageException':
      return `${keyArn} is not a symmetric KMS key for encryption: name one that is (ENCRYPT_DECRYPT, SYMMETRIC_DEFAULT).`;
    case 'InvalidArnException':
    case 'ValidationException':
      return `KMS does not accept ${keyArn} as a key: give the ARN of a key.`;
    default:
      return advice(failure, 'KMS');
  }
}
