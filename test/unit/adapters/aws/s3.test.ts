import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BucketError, s3Blobs } from '#adapters/aws/s3.ts';
import { type AwsStub, type StubAnswer, startAwsStub } from '#test/aws-stub.ts';

const KEY = 'imports/eu-west-1_Ab1/import-qQ0DCt2fRh.csv';

let stub: AwsStub;

beforeEach(async () => {
  stub = await startAwsStub({ service: 's3' });
});

afterEach(() => stub.close());

const blobs = () => s3Blobs({ ...stub.options, bucket: 'files', timeoutMs: 200 });

function failed(code: string, status: number): StubAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>Made by a test.</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

async function textOf(content: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content ?? []) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('an upload URL', () => {
  const encryption = { 'x-amz-server-side-encryption': 'aws:kms' };
  const url = (expiresInSeconds = 899) => blobs().uploadUrl(KEY, { expiresInSeconds });
  const put = (to: string, headers: Record<string, string>) =>
    fetch(to, { method: 'PUT', headers, body: 'a,b\n1,2\n' });

  it("is one as Cognito's: it asks for the encryption header and for nothing else", async () => {
    const { pathname, searchParams } = new URL(await url());
    expect(pathname).toBe(`/files/${KEY}`);
    expect(searchParams.get('X-Amz-Expires')).toBe('899');
    expect(searchParams.get('X-Amz-SignedHeaders')).toBe('host;x-amz-server-side-encryption');
    expect([...searchParams.keys()].filter((name) => /checksum|encryption/i.test(name))).toEqual([]);
  });

  it('takes a file with the header, whatever its type', async () => {
    stub.answer({}, {});
    expect((await put(await url(), encryption)).status).toBe(200);
    expect((await put(await url(), { ...encryption, 'content-type': 'text/csv' })).status).toBe(200);
    expect(stub.requests.map(({ method, body }) => [method, body])).toEqual([
      ['PUT', 'a,b\n1,2\n'],
      ['PUT', 'a,b\n1,2\n'],
    ]);
  });

  it('is refused without the header, with another, for another key, for longer', async () => {
    const signed = await url();
    const tries = [
      put(signed, {}),
      put(signed, { 'x-amz-server-side-encryption': 'AES256' }),
      put(signed.replace('qQ0DCt2fRh', 'other'), encryption),
      put(signed.replace('X-Amz-Expires=899', 'X-Amz-Expires=9999'), encryption),
    ];
    expect((await Promise.all(tries)).map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(stub.requests).toHaveLength(0);
  });

  it('can not be for longer than a week', async () => {
    await expect(url(7 * 86_400 + 1)).rejects.toThrow(BucketError);
  });
});

describe('reading', () => {
  it('answers the content in parts', async () => {
    stub.answer({ body: 'cognito:username,email\n'.repeat(20_000) });
    expect(await textOf(await blobs().read(KEY))).toBe('cognito:username,email\n'.repeat(20_000));
    const [request] = stub.requests;
    expect([request?.method, request?.path]).toEqual(['GET', `/files/${KEY}`]);
  });

  it('answers undefined for what is not there', async () => {
    stub.answer(failed('NoSuchKey', 404));
    expect(await blobs().read(KEY)).toBeUndefined();
  });

  it.each(['break', 'hang'] as const)('rejects half-way when the content ends in a %s', async (end) => {
    stub.answer({ headers: { 'content-length': '1000' }, body: 'a,b\n', end });
    const content = await blobs().read(KEY);
    await expect(textOf(content)).rejects.toThrow();
  });

  it('may be stopped early', async () => {
    stub.answer({ headers: { 'content-length': '1000' }, body: 'a,b\n', end: 'hang' });
    for await (const chunk of (await blobs().read(KEY)) ?? []) {
      expect(Buffer.from(chunk).toString()).toBe('a,b\n');
      break;
    }
  });
});

describe('removing', () => {
  it('deletes the file', async () => {
    stub.answer({ status: 204 });
    await blobs().remove(KEY);
    const [request] = stub.requests;
    expect([request?.method, request?.path]).toEqual(['DELETE', `/files/${KEY}`]);
  });
});

describe('a bucket that fails', () => {
  it.each([
    ['AccessDenied', 403, 'S3 denied access to the bucket files: allow this role s3:ListBucket'],
    ['NoSuchBucket', 404, 'There is no bucket files: check its name and region.'],
    ['InvalidAccessKeyId', 403, 'S3 refused the AWS credentials (InvalidAccessKeyId)'],
    ['ExpiredToken', 400, 'S3 refused the AWS credentials (ExpiredToken)'],
    ['SomethingNew', 400, 'S3 failed (SomethingNew)'],
  ])('%s is said in one line, without a second attempt', async (code, status, text) => {
    stub.answer(failed(code, status), failed(code, status));
    await expect(blobs().read(KEY)).rejects.toThrow(text);
    await expect(blobs().remove(KEY)).rejects.toThrow(text);
    expect(stub.requests).toHaveLength(2);
  });

  it.each([
    ['SlowDown', failed('SlowDown', 503), 'S3 is throttling (SlowDown)'],
    ['InternalError', failed('InternalError', 500), 'S3 failed (InternalError)'],
    ['a lost connection', 'break' as const, 'S3 did not answer (ECONNRESET)'],
    ['silence', 'hang' as const, 'S3 did not answer (TimeoutError)'],
  ])('%s for the third time is given up', async (_, answer, text) => {
    stub.answer(answer, answer, answer, { body: 'a' });
    await expect(blobs().read(KEY)).rejects.toThrow(text);
    expect(stub.requests).toHaveLength(3);
  });
});
