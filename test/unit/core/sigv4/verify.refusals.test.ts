import { describe, expect, it } from 'vitest';
import { payloadHash } from '#core/sigv4/canonical-request.ts';
import type { SignedRequest } from '#core/sigv4/verify.ts';
import { EXPECTED, NOW, refusal, SCOPE, sign, withAuthorization, withHeader } from './requests.ts';

describe('refusals', () => {
  const incomplete = 'IncompleteSignatureException';
  const invalid = 'InvalidSignatureException';
  const requires = (name: string) => `Authorization header requires '${name}' parameter.`;
  const noDate = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.";
  const sortedHeaders = "'SignedHeaders' must be lower-case header names, sorted, each once, separated by semicolons.";
  const fiveElements = 'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.';
  const notSigned = (name: string) => `'${name}' must be a 'SignedHeader' in the AWS Authorization.`;
  const bearer = { method: 'POST', path: '/', query: '', headers: { authorization: 'Bearer abc' }, body: '' };

  it.each<[string, SignedRequest, string, string]>([
    [
      'no header',
      { ...sign(), headers: { host: 'a' } },
      'MissingAuthenticationTokenException',
      'Missing Authentication Token',
    ],
    [
      'an empty header',
      withAuthorization(() => ' '),
      'MissingAuthenticationTokenException',
      'Missing Authentication Token',
    ],
    [
      'no signature',
      withAuthorization((header) => header.replace(/, Signature=.*/, '')),
      incomplete,
      requires('Signature'),
    ],
    [
      'an empty credential',
      withAuthorization((header) => header.replace(/=AK1\S+,/, '=,')),
      incomplete,
      requires('Credential'),
    ],
    [
      'another scheme',
      bearer,
      incomplete,
      [requires('Credential'), requires('Signature'), requires('SignedHeaders'), noDate].join(' '),
    ],
    ['no date', sign({ without: ['x-amz-date'] }), incomplete, noDate],
    [
      'SigV4a',
      withAuthorization((header) => header.replace('HMAC-SHA256', 'ECDSA-P256-SHA256')),
      incomplete,
      "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'. Use 'AWS4-HMAC-SHA256'.",
    ],
    ['two headers', withAuthorization((header) => `${header},${header}`), incomplete, expect.any(String)],
    [
      'a parameter twice',
      withAuthorization((header) => `${header}, Signature=0`),
      incomplete,
      'Authorization header repeats a parameter.',
    ],
    [
      'a strange parameter',
      withAuthorization((header) => `${header}, A=b`),
      incomplete,
      'Authorization header has a parameter that is not known.',
    ],
    [
      'a huge header',
      withAuthorization((header) => `${header}${' '.repeat(5000)}`),
      incomplete,
      'Authorization header is too long.',
    ],
    ['a short credential', sign({ scope: '20260101/us-east-1/cognito-idp' }), incomplete, fiveElements],
    ['a long credential', sign({ scope: `a/${SCOPE}` }), incomplete, fiveElements],
    [
      'a scope with odd characters',
      sign({ scope: '20260101/us east/cognito-idp/aws4_request' }),
      incomplete,
      fiveElements,
    ],
    [
      'headers out of order',
      sign({ signedHeaders: ['x-amz-date', 'host', 'x-amz-target'] }),
      incomplete,
      sortedHeaders,
    ],
    [
      'a header twice',
      sign({ signedHeaders: ['host', 'host', 'x-amz-date', 'x-amz-target'] }),
      incomplete,
      sortedHeaders,
    ],
    ['upper-case headers', sign({ signedHeaders: ['Host', 'x-amz-date', 'x-amz-target'] }), incomplete, sortedHeaders],
    [
      'a date that does not exist',
      sign({ amzDate: '20260230T000000Z' }),
      incomplete,
      "Date must be in ISO-8601 'basic format'. Got '20260230T000000Z'. See http://en.wikipedia.org/wiki/ISO_8601",
    ],
    [
      'a date with control characters',
      withHeader(sign(), 'x-amz-date', `2026\r\n${'9'.repeat(999)}`),
      incomplete,
      `Date must be in ISO-8601 'basic format'. Got '2026??${'9'.repeat(58)}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    ],
    [
      'a signature that is none',
      withAuthorization((header) => header.slice(0, -1)),
      invalid,
      expect.stringMatching(/^The request signature we calculated does not match/),
    ],
    [
      'a presigned query',
      { ...sign({ without: ['authorization'] }), query: 'a=1&X-Amz-Signature=00' },
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    ],
    [
      'a presigned query, escaped',
      { ...sign(), query: 'x%2Damz-signature=00' },
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    ],
    [
      'a session token',
      sign({ headers: { 'x-amz-security-token': '' } }),
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    ],
    [
      'a session token in the query',
      { ...sign(), query: 'X-Amz-Security-Token=a' },
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    ],
    [
      'another region',
      sign({ scope: '20260101/eu-west-1/cognito-idp/aws4_request' }),
      invalid,
      "Credential should be scoped to a valid region, not 'eu-west-1'. This endpoint expects 'us-east-1'.",
    ],
    [
      'another service',
      sign({ scope: '20260101/us-east-1/iam/aws4_request' }),
      invalid,
      "Credential should be scoped to correct service: 'cognito-idp'. ",
    ],
    [
      'another terminator',
      sign({ scope: '20260101/us-east-1/cognito-idp/aws5_request' }),
      invalid,
      "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'.",
    ],
    [
      'another day',
      sign({ scope: '20251231/us-east-1/cognito-idp/aws4_request' }),
      invalid,
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20251231' != '20260101', from '20260101T001000Z'.",
    ],
    [
      'a host that is not signed',
      sign({ signedHeaders: ['x-amz-date', 'x-amz-target'] }),
      invalid,
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    ],
    ['a date that is not signed', sign({ signedHeaders: ['host', 'x-amz-target'] }), invalid, notSigned('x-amz-date')],
    [
      'a target that is not signed',
      sign({ signedHeaders: ['host', 'x-amz-date'] }),
      invalid,
      notSigned('x-amz-target'),
    ],
    ['an x-amz- header added', withHeader(sign(), 'x-amz-extra', 'a'), invalid, notSigned('x-amz-extra')],
    [
      'a Date that is not signed',
      sign({
        headers: { date: 'Thu, 01 Jan 2026 00:10:00 GMT' },
        without: ['x-amz-date'],
        signedHeaders: ['host', 'x-amz-target'],
      }),
      invalid,
      notSigned('date'),
    ],
    [
      'a signed header that is gone',
      sign({ signedHeaders: ['expect', 'host', 'x-amz-date', 'x-amz-target'] }),
      invalid,
      "'expect' is a 'SignedHeader' but the request does not have it.",
    ],
    [
      'a header of the prototype',
      sign({ signedHeaders: ['__proto__', 'host', 'x-amz-date', 'x-amz-target'] }),
      invalid,
      "'__proto__' is a 'SignedHeader' but the request does not have it.",
    ],
    [
      'an unsigned body',
      sign({ headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }),
      invalid,
      "The body must be signed: this endpoint does not accept 'UNSIGNED-PAYLOAD' as 'x-amz-content-sha256'.",
    ],
    [
      'a chunked body',
      sign({ headers: { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' } }),
      invalid,
      "The body must be signed: this endpoint does not accept 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' as 'x-amz-content-sha256'.",
    ],
    [
      'the hash of another body',
      sign({ headers: { 'x-amz-content-sha256': payloadHash('{}') } }),
      invalid,
      "The provided 'x-amz-content-sha256' header does not match what was computed from the body.",
    ],
    [
      'a huge path',
      { ...sign(), path: `/${'a'.repeat(9000)}` },
      invalid,
      'The method, path or query is not one that can be signed.',
    ],
    [
      'a method with a line break',
      { ...sign(), method: 'POST\n/' },
      invalid,
      'The method, path or query is not one that can be signed.',
    ],
  ])('%s', (_, request, name, message) => {
    expect(refusal(request)).toEqual({ name, message });
  });

  it('names the times when the clocks differ', () => {
    expect(refusal(sign({ amzDate: '20260101T000000Z' }))).toEqual({
      name: invalid,
      message: 'Signature expired: 20260101T000000Z is now earlier than 20260101T000500Z (20260101T001000Z - 5 min.)',
    });
    expect(refusal(sign({ amzDate: '20260101T001501Z' }))).toEqual({
      name: invalid,
      message:
        'Signature not yet current: 20260101T001501Z is still later than 20260101T001500Z (20260101T001000Z + 5 min.)',
    });
    expect(refusal(sign(), { ...EXPECTED, now: NOW + 300_001 }).name).toBe(invalid);
    expect(refusal(sign(), { ...EXPECTED, now: NOW - 300_001 }).name).toBe(invalid);
  });

  it('lists everything that is wrong with the scope', () => {
    const { message } = refusal(sign({ scope: '20251231/eu-west-1/iam/aws5_request' }));
    expect(message).toMatch(/valid region.*correct service.*valid terminator.*Date in Credential scope/);
  });
});
