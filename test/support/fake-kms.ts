import { randomBytes } from 'node:crypto';
import { keyWrapper } from '#adapters/local/master-key.ts';
import type { KeyPurpose } from '#ports/keys.ts';

/** The material of each KMS key by its ARN; replicas of a multi-Region key share theirs. */
export type KmsKeys = ReadonlyMap<string, Buffer>;

type Input = {
  readonly KeyId: string;
  readonly EncryptionContext?: Readonly<Record<string, string>>;
  readonly Plaintext?: string;
  readonly CiphertextBlob?: string;
};

/**
 * What KMS answers to a call that was signed for a Region: a key is known in its own alone, and opens only what it has
 * wrapped in the same context. https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html
 */
export async function kmsAnswer(
  keys: KmsKeys,
  { operation, region, input }: { readonly operation: string; readonly region: string; readonly input: Input },
): Promise<{ readonly status: number; readonly body: object }> {
  const { KeyId, EncryptionContext = {}, Plaintext = '', CiphertextBlob = '' } = input;
  const master = keys.get(KeyId);
  if (!master || KeyId.split(':')[3] !== region) return refusal('NotFoundException', `Key '${KeyId}' does not exist`);
  if (operation === 'DescribeKey') return { status: 200, body: { KeyMetadata: { KeyId, KeyState: 'Enabled' } } };
  const wrapper = keyWrapper(master, KeyId);
  // The context of the deployment's own data keys is their purpose alone.
  const context = JSON.stringify(Object.entries(EncryptionContext).sort());
  const purpose = (EncryptionContext.purpose ?? context) as KeyPurpose;
  if (operation === 'Encrypt') {
    const wrapped = await wrapper.wrap(purpose, Buffer.from(Plaintext, 'base64'));
    return { status: 200, body: { KeyId, CiphertextBlob: wrapped.toString('base64') } };
  }
  if (operation === 'GenerateDataKey') {
    const key = randomBytes(32);
    const CiphertextBlob = (await wrapper.wrap(purpose, key)).toString('base64');
    return { status: 200, body: { KeyId, CiphertextBlob, Plaintext: key.toString('base64') } };
  }
  if (operation !== 'Decrypt') return refusal('UnknownOperationException', operation);
  try {
    const key = await wrapper.unwrap(purpose, Buffer.from(CiphertextBlob, 'base64'));
    return { status: 200, body: { KeyId, Plaintext: key.toString('base64') } };
  } catch {
    return refusal('IncorrectKeyException', 'The key ID in the request does not identify a CMK that can perform this.');
  }
}

/** The Region that a request was signed for. */
export function signedRegion(headers: Readonly<Record<string, string | string[] | undefined>>): string {
  return /Credential=[^/]+\/\d{8}\/([^/]+)\//.exec(String(headers.authorization))?.[1] ?? '';
}

function refusal(__type: string, message: string) {
  return { status: 400, body: { __type, message } };
}
