import { buildEncrypt } from '@aws-crypto/encrypt-node';
import { AlgorithmSuiteIdentifier, CommitmentPolicy, type KeyringNode } from '@aws-crypto/material-management-node';

// The package @aws-crypto/client-node has all of these in one, and clients of DynamoDB and KMS as a whole besides. They
// would be in the part of a bundle that every start of the function loads.

// Cognito's messages have no key commitment, so that existing functions open them with any policy that they may have.
const { encrypt } = buildEncrypt(CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT);

/** AES-256-GCM with keys by HKDF-SHA384, signed with ECDSA P-384: 0x0378. */
const SUITE = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA384_ECDSA_P384;

/**
 * Encrypts a code as Cognito does for custom senders, under the key of the keyring. The result is in base64.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sender-triggers.html
 */
export async function encryptedCode(keyring: KeyringNode, code: string, poolId: string): Promise<string> {
  const { result } = await encrypt(keyring, code, {
    suiteId: SUITE,
    encryptionContext: { 'userpool-id': poolId },
  });
  return result.toString('base64');
}
