import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KmsKeyError, kmsKeyWrapper } from '#adapters/aws/kms.ts';
import { type AwsStub, awsError, startAwsStub } from '#test/aws-stub.ts';

const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/mrk-1234';
const dataKey = Buffer.alloc(32, 5);
const wrapped = Buffer.from('wrapped');

let stub: AwsStub;

beforeEach(async () => {
  stub = await startAwsStub({ service: 'kms' });
});

afterEach(() => stub.close());

const wrapper = (timeoutMs?: number) => kmsKeyWrapper({ ...stub.options, keyArn, timeoutMs });
const json = (value: unknown) => ({
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(value),
});

describe('what is sent', () => {
  it('is Encrypt with the key and the purpose; what comes back is the wrapped key', async () => {
    stub.answer(json({ CiphertextBlob: wrapped.toString('base64'), KeyId: keyArn }));
    expect(await wrapper().wrap('signing', dataKey)).toStrictEqual(wrapped);
    const [request] = stub.requests;
    expect([request?.method, request?.path]).toEqual(['POST', '/']);
    expect(request?.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'TrentService.Encrypt',
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      KeyId: keyArn,
      Plaintext: dataKey.toString('base64'),
      EncryptionContext: { purpose: 'signing' },
    });
  });

  it('is Decrypt with the key and the purpose; what comes back is the data key', async () => {
    stub.answer(json({ Plaintext: dataKey.toString('base64'), KeyId: keyArn }));
    expect(await wrapper().unwrap('admin', wrapped)).toStrictEqual(dataKey);
    const [request] = stub.requests;
    expect(request?.headers['x-amz-target']).toBe('TrentService.Decrypt');
    expect(JSON.parse(request?.body ?? '')).toEqual({
      KeyId: keyArn,
      CiphertextBlob: wrapped.toString('base64'),
      EncryptionContext: { purpose: 'admin' },
    });
  });

  it('is signed: another secret is refused and nothing is recorded', async () => {
    const credentials = { ...stub.options.credentials, secretAccessKey: 'another' };
    const other = kmsKeyWrapper({ ...stub.options, keyArn, credentials });
    await expect(other.unwrap('admin', wrapped)).rejects.toThrow('InvalidSignatureException');
    const elsewhere = kmsKeyWrapper({ ...stub.options, keyArn, region: 'us-east-1' });
    await expect(elsewhere.unwrap('admin', wrapped)).rejects.toThrow('InvalidSignatureException');
    expect(stub.requests).toHaveLength(0);
  });
});

describe('what KMS refuses', () => {
  it.each([
    ['AccessDeniedException', /denied kms:Decrypt with arn:\S+mrk-1234 .*kms:EncryptionContext:purpose = signing/],
    ['DisabledException', /mrk-1234 is disabled: enable it/],
    ['KMSInvalidStateException', /deletion is pending, cancel that/],
    ['NotFoundException', /There is no KMS key \S+mrk-1234: check its region/],
    ['InvalidCiphertextException', /purpose signing was not wrapped by \S+mrk-1234 for this purpose/],
    ['IncorrectKeyException', /purpose signing was not wrapped by \S+mrk-1234 for this purpose/],
    ['InvalidKeyUsageException', /is not a symmetric KMS key/],
    ['InvalidArnException', /give the ARN of a key/],
    ['UnrecognizedClientException', /KMS refused the AWS credentials \(UnrecognizedClientException\)/],
    ['ExpiredTokenException', /KMS refused the AWS credentials/],
    ['InvalidGrantTokenException', /KMS failed \(InvalidGrantTokenException\)/],
  ])('%s is said in one line, without a second attempt', async (name, text) => {
    stub.answer(awsError(name));
    const error = await wrapper()
      .unwrap('signing', wrapped)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(KmsKeyError);
    expect((error as KmsKeyError).message).toMatch(text);
    expect((error as KmsKeyError).message).not.toContain('\n');
    expect(stub.requests).toHaveLength(1);
  });

  it('when wrapping is named as that', async () => {
    stub.answer(awsError('AccessDeniedException'));
    await expect(wrapper().wrap('sessions', dataKey)).rejects.toThrow(/denied kms:Encrypt .* for the purpose sessions/);
  });

  it('never shows the key', async () => {
    stub.answer(awsError('AccessDeniedException'));
    const error = await wrapper()
      .wrap('signing', dataKey)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(KmsKeyError);
    const shown = inspect(error, { depth: 20, showHidden: true });
    expect(shown).not.toContain(dataKey.toString('base64').slice(0, 20));
    expect(shown).not.toMatch(/05 05 05 05|5, +5, +5, +5/);
  });

  it('by an answer without a key is an error, too', async () => {
    stub.answer(json({}), json({ CiphertextBlob: '' }));
    await expect(wrapper().unwrap('signing', wrapped)).rejects.toThrow('KMS answered without a key');
    await expect(wrapper().wrap('signing', dataKey)).rejects.toThrow('KMS answered without a key');
  });
});

describe('what may pass', () => {
  it.each([
    ['throttling', awsError('ThrottlingException')],
    ['an internal error', awsError('KMSInternalException', '', 500)],
    ['a gateway that does not speak JSON', { status: 503, body: '<html>' }],
    ['a lost connection', 'break' as const],
  ])('%s is tried again', async (_, answer) => {
    stub.answer(answer, json({ Plaintext: dataKey.toString('base64') }));
    expect(await wrapper().unwrap('signing', wrapped)).toStrictEqual(dataKey);
    expect(stub.requests).toHaveLength(2);
  });

  it.each([
    ['throttling', awsError('ThrottlingException'), 'KMS is throttling (ThrottlingException)'],
    ['an internal error', awsError('KMSInternalException', '', 500), 'KMS failed (KMSInternalException)'],
    ['a lost connection', 'break' as const, 'KMS did not answer (ECONNRESET)'],
    ['silence', 'hang' as const, 'KMS did not answer (TimeoutError)'],
    ['an answer that stops half-way', { body: '{"Plain', end: 'hang' as const }, 'KMS did not answer'],
  ])('%s for the third time is given up', async (_, answer, text) => {
    stub.answer(answer, answer, answer, json({ Plaintext: dataKey.toString('base64') }));
    await expect(wrapper(200).unwrap('signing', wrapped)).rejects.toThrow(text);
    expect(stub.requests).toHaveLength(3);
  });

  it('a service that is not there is said', async () => {
    await stub.close();
    await expect(wrapper().unwrap('signing', wrapped)).rejects.toThrow('KMS did not answer (ECONNREFUSED)');
  });
});
