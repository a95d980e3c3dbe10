import { buildClient, CommitmentPolicy, KMS, KmsKeyringNode } from '@aws-crypto/client-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awsSenderCodes } from '#adapters/aws/sender-codes.ts';
import { DeliveryError } from '#core/messages/delivery-error.ts';
import { type AwsStub, awsError, startAwsStub } from '#test/aws-stub.ts';

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const PLAIN = Buffer.alloc(32, 9);
const WRAPPED = Buffer.from('the data key as KMS wraps it');
const OPTIONS = { poolId: 'eu-west-1_abc', kmsKeyArn: KEY };

let stub: AwsStub;

/** A stand-in for KMS that makes one data key, and unwraps it in the same context only. */
beforeEach(async () => {
  let context: unknown;
  stub = await startAwsStub({
    service: 'kms',
    respond: ({ headers, body }) => {
      const input = JSON.parse(body);
      const operation = headers['x-amz-target']?.split('.')[1];
      if (operation === 'GenerateDataKey') {
        context = input.EncryptionContext;
        return json({ KeyId: KEY, Plaintext: PLAIN.toString('base64'), CiphertextBlob: WRAPPED.toString('base64') });
      }
      const isSame = JSON.stringify(sorted(input.EncryptionContext)) === JSON.stringify(sorted(context));
      if (operation !== 'Decrypt' || input.CiphertextBlob !== WRAPPED.toString('base64') || !isSame) {
        return awsError('InvalidCiphertextException');
      }
      return json({ KeyId: KEY, Plaintext: PLAIN.toString('base64') });
    },
  });
});
afterEach(() => stub.close());

const json = (value: unknown) => ({
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(value),
});
const sorted = (context: unknown) => Object.entries(context as object).toSorted();

/** A sender function as AWS's page has it, but for the endpoint of KMS. */
async function opened(code: string) {
  const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);
  const clientProvider = (region: string) => new KMS({ ...stub.options, region });
  const keyring = new KmsKeyringNode({ clientProvider, generatorKeyId: KEY, keyIds: [KEY] });
  const { plaintext, messageHeader } = await decrypt(keyring, Buffer.from(code, 'base64'));
  return { code: plaintext.toString('utf8'), header: messageHeader };
}

describe('a code under a KMS key', () => {
  it('is a message that sender functions decrypt', async () => {
    const { code, header } = await opened(await awsSenderCodes(stub.options).encrypt('123456', OPTIONS));
    expect(code).toBe('123456');
    expect(header).toMatchObject({
      version: 1,
      suiteId: 0x0378,
      encryptionContext: { 'userpool-id': 'eu-west-1_abc', 'aws-crypto-public-key': expect.any(String) },
    });
    expect(header.encryptedDataKeys).toHaveLength(1);
    expect(header.encryptedDataKeys[0]).toMatchObject({ providerId: 'aws-kms', providerInfo: KEY });
  });

  it('has a data key of its own, which KMS makes for the pool', async () => {
    const codes = awsSenderCodes(stub.options);
    const first = await codes.encrypt('123456', OPTIONS);
    expect(await codes.encrypt('123456', OPTIONS)).not.toBe(first);
    expect(stub.requests.map(({ headers }) => headers['x-amz-target'])).toEqual([
      'TrentService.GenerateDataKey',
      'TrentService.GenerateDataKey',
    ]);
    expect(JSON.parse(stub.requests[0]!.body)).toMatchObject({
      KeyId: KEY,
      NumberOfBytes: 32,
      EncryptionContext: { 'userpool-id': 'eu-west-1_abc' },
    });
  });

  it('does not open when it was altered', async () => {
    const bytes = Buffer.from(await awsSenderCodes(stub.options).encrypt('123456', OPTIONS), 'base64');
    const at = bytes.length - 130;
    bytes[at] = bytes[at]! ^ 1;
    await expect(opened(bytes.toString('base64'))).rejects.toThrow();
  });
});

describe('a key that encrypts nothing', () => {
  const attempt = async (): Promise<unknown> =>
    awsSenderCodes({ ...stub.options, maxAttempts: 1 })
      .encrypt('123456', OPTIONS)
      .catch((error: unknown) => error);

  it.each([
    ['AccessDeniedException', false, `KMS denied kms:GenerateDataKey with ${KEY}`],
    ['DisabledException', false, `The KMS key ${KEY} encrypts no codes for custom senders (DisabledException)`],
    ['ThrottlingException', true, 'KMS is throttling (ThrottlingException)'],
  ])('is reported: %s', async (name, passing, text) => {
    stub.answer(awsError(name));
    const error = await attempt();
    expect(error).toBeInstanceOf(DeliveryError);
    expect(error).toMatchObject({ passing, message: expect.stringContaining(text) });
  });

  it('is reported when its name is none', async () => {
    const codes = awsSenderCodes(stub.options).encrypt('1', { ...OPTIONS, kmsKeyArn: 'arn:aws:sns:us-east-1:1:a' });
    await expect(codes).rejects.toBeInstanceOf(DeliveryError);
    expect(stub.requests).toEqual([]);
  });
});
