import { type AwsEsdkKMSInterface, KmsKeyringClass } from '@aws-crypto/kms-keyring';
import { KeyringNode, type Newable, type NodeAlgorithmSuite } from '@aws-crypto/material-management-node';
import { GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { DeliveryError } from '#core/messages/delivery-error.ts';
import type { SenderCodes } from '#ports/sender-codes.ts';
import { encryptedCode } from '../encryption-sdk/encrypt.ts';
import { type AwsOptions, clientConfig } from './client-config.ts';
import { advice, failureOf, isPassing } from './failures.ts';

// The SDK offers its keyring for KMS as a class to be derived from. Its own derived class brings whole clients with it.
class CodeKeyring extends KmsKeyringClass<NodeAlgorithmSuite, AwsEsdkKMSInterface>(
  KeyringNode as Newable<KeyringNode>,
) {}

/**
 * Encrypts each code under a data key that KMS makes for it (kms:GenerateDataKey). A key may be of another Region and
 * account. Rejects with DeliveryError.
 * https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/use-kms-keyring.html
 */
export function kmsSenderCodes(options: AwsOptions): SenderCodes {
  const clients = new Map<string, KMSClient>();
  const clientProvider = (region: string): AwsEsdkKMSInterface => {
    const client = clients.get(region) ?? new KMSClient(clientConfig({ ...options, region }));
    clients.set(region, client);
    // The keyring makes one data key and needs nothing else.
    const absent = () => Promise.reject(new Error('Codes are only encrypted.'));
    return {
      generateDataKey: (input) => client.send(new GenerateDataKeyCommand(input)),
      encrypt: absent,
      decrypt: absent,
    };
  };
  return {
    async encrypt(code, { poolId, kmsKeyArn }) {
      try {
        return await encryptedCode(new CodeKeyring({ clientProvider, generatorKeyId: kmsKeyArn }), code, poolId);
      } catch (cause) {
        throw explained(cause, kmsKeyArn);
      }
    },
  };
}

function explained(cause: unknown, keyArn: string): DeliveryError {
  const failure = failureOf(cause);
  const text =
    failure.kind === 'denied'
      ? `KMS denied kms:GenerateDataKey with ${keyArn}: list the key in triggerKeys (docs/custom-senders.md), and see that the key's own policy lets this account do so.`
      : failure.kind === 'other'
        ? `The KMS key ${keyArn} encrypts no codes for custom senders (${failure.name}): name an enabled symmetric key for encryption.`
        : advice(failure, 'KMS');
  return new DeliveryError(text, { passing: isPassing(failure), cause });
}
