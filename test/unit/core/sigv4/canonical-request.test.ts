import { describe, expect, it } from 'vitest';
import {
  type CanonicalInput,
  canonicalRequest,
  payloadHash,
  queryNames,
  signatureOf,
  signingKey,
  stringToSign,
} from '#core/sigv4/canonical-request.ts';
import { SUITE, type Vector } from './vectors.ts';

const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function canonicalOf(vector: Vector): string {
  return canonicalRequest({ ...vector, payloadHash: payloadHash(vector.body) });
}

function lines(input: Partial<CanonicalInput>): readonly string[] {
  const request = { method: 'POST', path: '/', query: '', headers: {}, signedHeaders: [], payloadHash: EMPTY_HASH };
  return canonicalRequest({ ...request, ...input }).split('\n');
}

describe("AWS's signing suite", () => {
  it.each(SUITE.cases)('$name', (vector) => {
    const scope = { date: SUITE.amzDate.slice(0, 8), region: SUITE.region, service: vector.service };
    const canonical = canonicalOf(vector);
    expect(canonical).toBe(vector.canonicalRequest ?? canonical);
    const text = stringToSign(SUITE.amzDate, scope, canonical);
    expect(signatureOf(signingKey(SUITE.secretAccessKey, scope), text)).toBe(vector.signature);
  });

  it('gives the intermediate values of the documented example', () => {
    const vector = SUITE.cases.find((one) => one.name === 'documentation-iam-list-users')!;
    expect(canonicalOf(vector)).toBe(vector.canonicalRequest);
    expect(payloadHash(canonicalOf(vector))).toBe(vector.canonicalRequestHash);
    const scope = { date: '20150830', region: 'us-east-1', service: 'iam' };
    expect(signingKey(SUITE.secretAccessKey, scope).toString('hex')).toBe(vector.signingKey);
    expect(stringToSign(SUITE.amzDate, scope, vector.canonicalRequest!)).toBe(
      `AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n${vector.canonicalRequestHash}`,
    );
  });
});

describe('canonicalRequest', () => {
  it.each([
    ['', '/'],
    ['/', '/'],
    ['/../../a', '/a'],
    ['/a/./b/../c/', '/a/c/'],
    ['/a/..//', '/'],
    ['/%E1%88%B4', '/%25E1%2588%25B4'],
    ["/!'()*", '/%21%27%28%29%2A'],
    ['/\ud800', '/%EF%BF%BD'],
  ])('takes the path %j as %s', (path, expected) => {
    expect(lines({ path })[1]).toBe(expected);
  });

  it.each([
    ['b=2&a=2&a=1', 'a=1&a=2&b=2'],
    ['flag&&a=', 'a=&flag='],
    ['a=b=c', 'a=b%3Dc'],
    ['%41=%2f%2F', 'A=%2F%2F'],
    ['a=%&b=%zz&c=%4', 'a=%25&b=%25zz&c=%254'],
    ['a=+ ', 'a=%2B%20'],
    ['a=%ff', 'a=%FF'],
  ])('takes the query %j as %s', (query, expected) => {
    expect(lines({ query })[2]).toBe(expected);
  });

  it('takes a header that is not there, or that only a prototype has, as empty', () => {
    const signedHeaders = ['__proto__', 'constructor', 'host'];
    expect(lines({ signedHeaders }).slice(3, 6)).toEqual(['__proto__:', 'constructor:', 'host:']);
  });

  it('keeps line breaks of a header out of the text', () => {
    const signedHeaders = ['a'];
    expect(lines({ signedHeaders, headers: { a: ' x\r\nhost:evil\t y ' } })[3]).toBe('a:x host:evil y');
  });
});

describe('queryNames', () => {
  it('unescapes names and puts them in lower case', () => {
    expect(queryNames('X-Amz%2DSignature=1&b&=c')).toEqual(['x-amz-signature', 'b', '']);
  });
});
