import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CognitoError } from '#core/errors.ts';
import { parseAmzDate } from '#core/sigv4/timestamp.ts';
import { parseSignature, type SignedRequest, signatureMatches } from '#core/sigv4/verify.ts';
import { SUITE, signedRequestOf } from './vectors.ts';

const SEED = { seed: 20260101, numRuns: 2000 };
const EXPECTED = { region: SUITE.region, service: 'service', now: parseAmzDate(SUITE.amzDate)! };
const VALID = signedRequestOf(SUITE.cases.find((vector) => vector.name === 'post-x-www-form-urlencoded')!);
const AUTHORIZATION = VALID.headers.authorization ?? '';

/** What the two steps say; anything thrown that is not meant for the client fails the test. */
function outcome(request: SignedRequest): 'matches' | 'differs' | 'refused' {
  try {
    const parsed = parseSignature(request, EXPECTED);
    return signatureMatches(request, parsed, SUITE.secretAccessKey) ? 'matches' : 'differs';
  } catch (error) {
    expect(error).toBeInstanceOf(CognitoError);
    return 'refused';
  }
}

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: 'binary-ascii' }));
const scope = '20150830/us-east-1/service/aws4_request';

// Mostly well-formed pieces, so that the runs reach every check and not only the first.
const authorization = fc
  .record({
    algorithm: fc.oneof({ weight: 8, arbitrary: fc.constant('AWS4-HMAC-SHA256') }, text),
    credential: fc.oneof({ weight: 6, arbitrary: fc.constant(`AKIDEXAMPLE/${scope}`) }, text),
    names: fc.oneof(
      fc.subarray(['__proto__', 'content-type', 'date', 'host', 'x-amz-date', 'x-amz-target'], { minLength: 1 }),
      fc.constant(['host', 'x-amz-date']),
      fc.array(text),
    ),
    signature: fc.oneof({ weight: 4, arbitrary: fc.constant('0'.repeat(64)) }, text),
    separator: fc.constantFrom(', ', ',', ' ', ';'),
  })
  .map(({ algorithm, credential, names, signature, separator }) =>
    [`${algorithm} Credential=${credential}`, `SignedHeaders=${names.join(';')}`, `Signature=${signature}`].join(
      separator,
    ),
  );

const headers = fc
  .tuple(
    fc.dictionary(fc.oneof(text, fc.constantFrom('constructor', 'x-amz-\u0000', 'X-Amz-Target')), text, { maxKeys: 3 }),
    fc.record(
      {
        authorization: fc.oneof({ weight: 6, arbitrary: authorization }, text),
        host: fc.oneof(fc.constant('example.amazonaws.com'), text),
        'x-amz-date': fc.oneof(
          { weight: 6, arbitrary: fc.constant(SUITE.amzDate) },
          text,
          fc.stringMatching(/^\d{8}T\d{6}Z$/),
        ),
        date: fc.oneof(
          text,
          fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
        ),
        'x-amz-target': text,
        'x-amz-content-sha256': text,
        'content-type': text,
      },
      { requiredKeys: ['authorization', 'host'] },
    ),
  )
  .map(([random, known]): Readonly<Record<string, string>> => ({ ...random, ...known }));

const request: fc.Arbitrary<SignedRequest> = fc.record({
  method: fc.oneof({ weight: 6, arbitrary: fc.constantFrom('GET', 'POST') }, text),
  path: fc.oneof(fc.constant('/'), fc.webPath(), text),
  query: fc.oneof(fc.constant(''), fc.webQueryParameters(), text),
  headers,
  body: fc.oneof(
    text,
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  ),
});

describe('whatever comes over the wire', () => {
  it('is never accepted without the secret, and only errors for the client are thrown', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(request, (one) => {
        const result = outcome(one);
        seen.add(result);
        expect(result).not.toBe('matches');
      }),
      SEED,
    );
    expect([...seen].sort()).toEqual(['differs', 'refused']);
  });

  it('signatureMatches never throws', () => {
    const parsed = fc.record({
      accessKeyId: text,
      scope: fc.record({ date: text, region: text, service: text }),
      signedHeaders: fc.array(text),
      signature: text,
      amzDate: text,
    });
    fc.assert(
      fc.property(request, parsed, text, (one, signature, secret) => {
        expect(signatureMatches(one, signature, secret)).toBe(false);
      }),
      SEED,
    );
  });
});

describe('an Authorization header with one character changed', () => {
  it('is only accepted if it still says the same', () => {
    expect(outcome(VALID)).toBe('matches');
    const original = parseSignature(VALID, EXPECTED);
    const change = fc.record({
      index: fc.nat(AUTHORIZATION.length - 1),
      removed: fc.nat(1),
      inserted: fc.oneof(fc.constantFrom('', ' ', ',', ';', '=', '/', '0', 'a', 'A'), fc.string({ maxLength: 1 })),
    });
    fc.assert(
      fc.property(change, ({ index, removed, inserted }) => {
        const changed = AUTHORIZATION.slice(0, index) + inserted + AUTHORIZATION.slice(index + removed);
        const one = { ...VALID, headers: { ...VALID.headers, authorization: changed } };
        if (outcome(one) !== 'matches') return;
        // The access key's id is not part of what is signed: it only chooses the secret.
        expect({ ...parseSignature(one, EXPECTED), accessKeyId: '' }).toEqual({ ...original, accessKeyId: '' });
      }),
      SEED,
    );
  });
});
