import { AlgorithmSuiteIdentifier, buildClient, CommitmentPolicy, type KeyringNode } from '@aws-crypto/client-node';

// Cognito's messages have no key commitment, so that existing functions open them with any policy that they may have.
const { encrypt } = buildClient(CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT);

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
