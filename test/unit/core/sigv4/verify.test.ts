import { describe, expect, it } from 'vitest';
import { parseAmzDate } from '#core/sigv4/timestamp.ts';
import { parseSignature, type SignedRequest, signatureMatches } from '#core/sigv4/verify.ts';
import { accepts, EXPECTED, NOW, refusal, SECRET, sign, withAuthorization, withHeader } from './requests.ts';
import { SUITE, signedRequestOf } from './vectors.ts';

describe('a signature that is right', () => {
  it('is read and matches', () => {
    const request = sign();
    const parsed = parseSignature(request, EXPECTED);
    expect(parsed).toEqual({
      accessKeyId: 'AK1',
      scope: { date: '20260101', region: 'us-east-1', service: 'cognito-idp' },
      signedHeaders: ['host', 'x-amz-date', 'x-amz-target'],
      signature: expect.stringMatching(/^[0-9a-f]{64}$/),
      amzDate: '20260101T001000Z',
    });
    expect(signatureMatches(request, parsed, SECRET)).toBe(true);
    expect(signatureMatches({ ...request, body: Buffer.from(request.body) }, parsed, SECRET)).toBe(true);
    expect(signatureMatches(request, parsed, `${SECRET}x`)).toBe(false);
  });

  it.each([
    ['commas without spaces', (header: string) => header.replaceAll(', ', ',')],
    ['another order', (header: string) => header.replace(/(Credential=\S+), (.*)$/, '$2, $1')],
  ])('may be written with %s', (_, change) => {
    const request = withAuthorization(change);
    expect(request.headers.authorization).not.toBe(sign().headers.authorization);
    expect(accepts(request)).toBe(true);
  });

  it('may rest on a Date header', () => {
    const request = sign({ headers: { date: 'Thu, 01 Jan 2026 00:10:00 GMT' }, without: ['x-amz-date'] });
    expect(accepts(request)).toBe(true);
    expect(accepts(withHeader(request, 'date', 'Thu, 01 Jan 2026 00:10:01 GMT'))).toBe(false);
  });

  it('survives headers that are added on the way', () => {
    expect(accepts(withHeader(sign(), 'x-amz-cf-id', 'abc=='))).toBe(true);
    expect(accepts(withHeader(sign(), 'x-amzn-trace-id', 'Root=1-2-3'))).toBe(true);
  });

  it('is taken up to five minutes early or late', () => {
    for (const offset of [-300_000, 0, 300_000]) expect(accepts(sign(), { ...EXPECTED, now: NOW + offset })).toBe(true);
  });
});

describe("AWS's signing suite, verified", () => {
  const expected = { region: SUITE.region, service: 'service', now: parseAmzDate(SUITE.amzDate)! };
  const refused: Readonly<Record<string, string>> = {
    'get-vanilla-with-session-token': 'UnrecognizedClientException',
    'post-sts-header-before': 'UnrecognizedClientException',
    'post-sts-header-after': 'InvalidSignatureException',
  };

  it.each(SUITE.cases)('$name', (vector) => {
    const request = signedRequestOf(vector);
    const here = { ...expected, service: vector.service };
    const exception = refused[vector.name];
    if (exception !== undefined) expect(refusal(request, here).name).toBe(exception);
    else expect(accepts(request, here, SUITE.secretAccessKey)).toBe(true);
  });
});

describe('a tampered request without a content hash', () => {
  it.each<[string, SignedRequest]>([
    ['body', { ...sign(), body: '{"UserPoolId":"us-east-1_a","Username":"eve"}' }],
    ['target', withHeader(sign(), 'x-amz-target', 'AWSCognitoIdentityProviderService.AdminDeleteUser')],
    ['host', withHeader(sign(), 'host', 'other.example')],
    ['date', withHeader(sign(), 'x-amz-date', '20260101T001001Z')],
    ['access key', withAuthorization((header) => header.replace('AK1', 'AK1/'))],
  ])('is refused: %s', (_, request) => {
    expect(accepts(request)).toBe(false);
  });
});

describe('signatureMatches', () => {
  it('answers false for a signature of another length or alphabet', () => {
    const parsed = parseSignature(sign(), EXPECTED);
    for (const signature of ['', '0', '\ud800', parsed.signature.toUpperCase(), `${parsed.signature}0`]) {
      expect(signatureMatches(sign(), { ...parsed, signature }, SECRET)).toBe(false);
    }
  });
});
