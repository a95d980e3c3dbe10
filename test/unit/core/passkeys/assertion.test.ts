import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAssertion, requestOptions, verifyAssertion } from '#core/passkeys/assertion.ts';
import { type Passkey, passkeyId, userHandle } from '#core/passkeys/passkey.ts';
import { type Authenticator, authenticator, type Said } from '#test/authenticator.ts';

const SUB = '00000000-0000-4000-8000-000000000001';
const CHALLENGE = 'AQIDBAUGBwgJCgsMDQ4PEA';
const OTHER_CHALLENGE = 'EBAQEBAQEBAQEBAQEBAQEA';
const RP = { rpId: 'auth.example.com', userVerification: 'preferred' } as const;
const REQUEST = { ...RP, challenge: CHALLENGE };
const HONEST: Said = { challenge: CHALLENGE };
const PAGE = { rpId: 'auth.example.com', origin: 'https://auth.example.com' };

const device = authenticator(PAGE);
const passkeyOf = (own: Authenticator, more: Partial<Passkey> = {}): Passkey => ({
  poolId: 'us-east-1_Pool00001',
  sub: SUB,
  id: passkeyId(own.id),
  credentialId: own.id,
  publicKey: own.cose,
  rpId: RP.rpId,
  counter: 0,
  transports: ['internal'],
  createdAt: 0,
  version: 1,
  ...more,
});
const passkey = passkeyOf(device);
const right = { counter: 0, userVerified: true, attachment: 'platform' };

describe('requestOptions', () => {
  it('has the form that AWS documents, with the passkeys of the relying party', () => {
    const orphan = { credentialId: 'AQID', rpId: 'old.example.com', transports: [] };
    const bare = { credentialId: 'BAUG', rpId: RP.rpId, transports: [] };
    expect(requestOptions(REQUEST, [bare, orphan, passkey])).toEqual({
      challenge: CHALLENGE,
      timeout: 180_000,
      rpId: 'auth.example.com',
      allowCredentials: [
        { type: 'public-key', id: 'BAUG', transports: [] },
        { type: 'public-key', id: device.id, transports: ['internal'] },
      ],
      userVerification: 'preferred',
    });
  });
});

describe('parseAssertion', () => {
  it('reads the JSON of an assertion', () => {
    const given = device.assert({ ...HONEST, userHandle: userHandle({ sub: SUB }) });
    expect(parseAssertion(JSON.stringify(given))).toEqual(given);
  });

  it.each(['', 'x', 'null', '[]', '{}', '"x"', '{"type":"public-key"}'])('refuses %j', (text) => {
    expect(parseAssertion(text)).toBeUndefined();
  });
});

describe('verifyAssertion', () => {
  it.each(['ES256', 'RS256'] as const)('accepts what an authenticator has signed with %s', async (algorithm) => {
    const own = authenticator({ ...PAGE, algorithm });
    expect(await verifyAssertion(own.assert(HONEST), passkeyOf(own), REQUEST)).toEqual(right);
  });

  it.each([
    ['a page below the relying party', { origin: 'https://app.auth.example.com:8443' }],
    ['the handle of the user', { userHandle: userHandle({ sub: SUB }) }],
    ['no handle', { userHandle: null }],
    ['an authenticator without backup', { backupEligible: false, backedUp: false }],
  ])('accepts %s', async (_, said) => {
    expect(await verifyAssertion(device.assert({ ...HONEST, ...said }), passkey, REQUEST)).toEqual(right);
  });

  it.each([
    ['another challenge', { challenge: OTHER_CHALLENGE }],
    ['another origin', { origin: 'https://auth.example.org' }],
    ['an origin without TLS', { origin: 'http://auth.example.com' }],
    ['an origin above the relying party', { origin: 'https://example.com' }],
    ['another relying party', { rpId: 'example.com' }],
    ['the frame of another site', { crossOrigin: true }],
    ['a registration', { type: 'webauthn.create' }],
    ['the absence of the user', { userPresent: false }],
    ['a backup of what cannot be backed up', { backupEligible: false }],
    ['the handle of another user', { userHandle: userHandle({ sub: 'other' }) }],
    ['a handle of another form', { userHandle: 'no handle' }],
    ['the signature of another key', { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }],
  ])('refuses %s', async (_, said) => {
    expect(await verifyAssertion(device.assert({ ...HONEST, ...said }), passkey, REQUEST)).toBeUndefined();
  });

  it('refuses the passkey of another user or relying party', async () => {
    const other = authenticator(PAGE);
    expect(await verifyAssertion(device.assert(HONEST), passkeyOf(other), REQUEST)).toBeUndefined();
    const named = { ...device.assert(HONEST), id: other.id, rawId: other.id };
    expect(await verifyAssertion(named, passkeyOf(other), REQUEST)).toBeUndefined();
    const renamed = { ...device.assert(HONEST), id: 'AQID', rawId: 'AQID' };
    expect(await verifyAssertion(renamed, passkey, REQUEST)).toBeUndefined();
    const moved = passkeyOf(device, { rpId: 'old.example.com' });
    expect(await verifyAssertion(device.assert(HONEST), moved, REQUEST)).toBeUndefined();
  });

  it('asks for user verification only where it is required', async () => {
    const given = device.assert({ ...HONEST, userVerified: false });
    expect(await verifyAssertion(given, passkey, REQUEST)).toEqual({ ...right, userVerified: false });
    const strict = { ...REQUEST, userVerification: 'required' } as const;
    expect(await verifyAssertion(given, passkey, strict)).toBeUndefined();
    expect(await verifyAssertion(device.assert(HONEST), passkey, strict)).toEqual(right);
  });

  it.each([
    [0, 0, true],
    [0, 1, true],
    [5, 6, true],
    [5, 4_294_967_295, true],
    [5, 5, false],
    [5, 4, false],
    [5, 0, false],
  ])('compares the counter %i with the next one, %i', async (stored, counter, isRight) => {
    const given = device.assert({ ...HONEST, counter });
    const verdict = await verifyAssertion(given, passkeyOf(device, { counter: stored }), REQUEST);
    expect(verdict).toEqual(isRight ? { ...right, counter } : undefined);
  });

  it('tells the attachment of the passkey when the assertion tells none', async () => {
    const { authenticatorAttachment: _, ...given } = device.assert(HONEST);
    expect(await verifyAssertion(given, passkey, REQUEST)).toEqual({ counter: 0, userVerified: true });
    const roaming = passkeyOf(device, { attachment: 'cross-platform' });
    expect(await verifyAssertion(given, roaming, REQUEST)).toMatchObject({ attachment: 'cross-platform' });
  });

  const given = device.assert(HONEST);
  const spoilt = (member: string, value: unknown) => ({ ...given, response: { ...given.response, [member]: value } });

  const wrong: readonly (readonly [what: string, given: unknown])[] = [
    ['nothing', undefined],
    ['a text', JSON.stringify(given)],
    ['a list', [given]],
    ['an object without members', {}],
    ['another type', { ...given, type: 'password' }],
    ['a raw id that is not the id', { ...given, rawId: 'AQID' }],
    ['no response', { ...given, response: null }],
    ...Object.keys(given.response).flatMap((member) => [
      [`no ${member}`, spoilt(member, undefined)] as const,
      [`a number as ${member}`, spoilt(member, 1)] as const,
      [`padding in ${member}`, spoilt(member, 'AQ==')] as const,
      [`a short ${member}`, spoilt(member, 'AQ')] as const,
    ]),
    ['client data that is no object', spoilt('clientDataJSON', Buffer.from('null').toString('base64url'))],
    ['leftover bytes', spoilt('authenticatorData', `${given.response.authenticatorData}AAAA`)],
    ['a number as userHandle', spoilt('userHandle', 1)],
  ];
  it.each(wrong)('refuses %s', async (_, value) => {
    expect(await verifyAssertion(value, passkey, REQUEST)).toBeUndefined();
  });

  it('refuses a stored key that is none', async () => {
    expect(await verifyAssertion(given, passkeyOf(device, { publicKey: 'oQ' }), REQUEST)).toBeUndefined();
  });

  it('never throws', async () => {
    const parts = fc.record({
      clientDataJSON: fc.oneof(fc.constant(given.response.clientDataJSON), fc.base64String(), fc.jsonValue()),
      authenticatorData: fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
      signature: fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
      userHandle: fc.oneof(fc.constant(undefined), fc.jsonValue()),
    });
    const any = fc.oneof(
      fc.jsonValue(),
      parts.map((response) => ({ ...given, response })),
    );
    await fc.assert(
      fc.asyncProperty(any, async (value) => (await verifyAssertion(value, passkey, REQUEST)) === undefined),
    );
  });
});
