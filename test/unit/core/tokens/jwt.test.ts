import { generateKeyPairSync, sign } from 'node:crypto';
import { errors } from 'jose';
import { expect, it } from 'vitest';
import type { SigningKey } from '#core/keys/signing-key.ts';
import { verifyJwt } from '#core/tokens/jwt.ts';

const NOW = 1_700_000_000_000;
const SECONDS = NOW / 1000;
const CLAIMS = { iss: 'the issuer', sub: 'somebody', exp: SECONDS + 1 };
const HEADER = { kid: 'the key', alg: 'RS256' };

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEY = { kid: 'the key', publicJwk: publicKey.export({ format: 'jwk' }) } as SigningKey;

const base64url = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
function token(claims: object = CLAIMS, header: object = HEADER): string {
  const content = `${base64url(header)}.${base64url(claims)}`;
  return `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`;
}
const verifying = (text: string) => () => verifyJwt(KEY, text, { issuer: 'the issuer', now: NOW });

it('returns the claims of a token that the key signed', () => {
  expect(verifying(token())()).toEqual(CLAIMS);
});

it.each([
  ['other claims', `${base64url(HEADER)}.${base64url({ ...CLAIMS, sub: 'another' })}.${token().split('.')[2]}`],
  ['no signature', `${base64url(HEADER)}.${base64url(CLAIMS)}.`],
])('refuses the signature of %s', (_, text) => {
  expect(verifying(text)).toThrow(errors.JWSSignatureVerificationFailed);
});

it.each([['none'], ['HS256'], ['PS256'], [undefined]])('refuses the algorithm %s, whatever the signature', (alg) => {
  expect(verifying(token(CLAIMS, { ...HEADER, alg }))).toThrow(errors.JOSEAlgNotAllowed);
});

it('refuses a header that demands what is not known here', () => {
  expect(verifying(token(CLAIMS, { ...HEADER, crit: ['b64'], b64: false }))).toThrow(errors.JOSEAlgNotAllowed);
});

it('refuses a text with more parts', () => {
  expect(verifying(`${token()}.more`)).toThrow();
});

it.each([[`${token()}=`], [`${token()} `]])('refuses another spelling of a token', (text) => {
  expect(verifying(text)).toThrow(errors.JWSInvalid);
});

it.each([
  ['another issuer', { ...CLAIMS, iss: 'another issuer' }],
  ['no issuer', { exp: CLAIMS.exp }],
  ['no expiry', { iss: CLAIMS.iss }],
  ['an expiry that is no number', { ...CLAIMS, exp: '9999999999' }],
  ['a time before which it is not valid', { ...CLAIMS, nbf: SECONDS + 1 }],
])('refuses a token with %s', (_, claims) => {
  expect(verifying(token(claims))).toThrow(errors.JWTInvalid);
});

it('refuses a token from the second on in which it expires', () => {
  expect(verifying(token({ ...CLAIMS, exp: SECONDS }))).toThrow(errors.JWTExpired);
});
