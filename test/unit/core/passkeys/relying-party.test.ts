import { describe, expect, it } from 'vitest';
import type { ClientCall } from '#core/call.ts';
import { isOriginOf, relyingPartyOf } from '#core/passkeys/relying-party.ts';
import type { Pool } from '#core/pools/pool.ts';
import { poolRecord } from '#test/fixtures.ts';

describe('the origins of a relying party', () => {
  it.each([
    ['example.com', 'https://example.com'],
    ['example.com', 'https://example.com:8443'],
    ['example.com', 'https://app.example.com'],
    ['example.com', 'https://a.b.example.com:3000'],
    ['localhost', 'http://localhost'],
    ['localhost', 'http://localhost:9229'],
    ['localhost', 'https://localhost:9229'],
    ['people.localhost', 'http://people.localhost:9229'],
  ])('of %s include %s', (rpId, origin) => {
    expect(isOriginOf(rpId, origin)).toBe(true);
  });

  it.each([
    ['example.com', 'http://example.com'],
    ['example.com', 'http://app.example.com:8080'],
    ['example.com', 'https://example.org'],
    ['example.com', 'https://badexample.com'],
    ['example.com', 'https://example.com.evil.org'],
    ['example.com', 'https://evil.org/.example.com'],
    ['example.com', 'https://example.com@evil.org'],
    ['example.com', 'https://user@example.com'],
    ['app.example.com', 'https://example.com'],
    ['example.com', 'https://example.com/'],
    ['example.com', 'https://example.com:443'],
    ['example.com', 'https://EXAMPLE.com'],
    ['example.com', 'https://example.com.'],
    ['example.com', 'ftp://example.com'],
    ['example.com', 'chrome-extension://example.com'],
    ['example.com', 'android:apk-key-hash:AAAA'],
    ['example.com', 'null'],
    ['example.com', ''],
    ['localhost', 'http://127.0.0.1:9229'],
    ['localhost', 'http://localhost.evil.org'],
    ['localhost', 'http://notlocalhost'],
  ])('of %s do not include %s', (rpId, origin) => {
    expect(isOriginOf(rpId, origin)).toBe(false);
  });
});

describe('the relying party of a page', () => {
  const partyAt = async (pageOrigin: string | undefined, settings: Partial<Pool>, publicUrl: string, base: string) => {
    const call = { deps: { deployment: { publicUrl, hosts: { base } } }, pageOrigin } as unknown as ClientCall;
    return (await relyingPartyOf(call, poolRecord({ id: 'us-east-1_a', ...settings })))?.rpId;
  };
  const LOCAL = ['http://localhost:9229', 'localhost'] as const;
  const REMOTE = ['https://id.example.com', 'id.example.com'] as const;
  const set = (relyingPartyId: string): Partial<Pool> => ({ webAuthnConfiguration: { relyingPartyId } });
  const SHOP: Partial<Pool> = { domain: 'shop' };

  it.each<[string, string | undefined, Partial<Pool>, readonly [string, string], string | undefined]>([
    ['the host of the prefix', 'http://shop.localhost:9229', SHOP, LOCAL, 'shop.localhost'],
    ['localhost below a path', 'http://localhost:9229', SHOP, LOCAL, 'localhost'],
    ['that of an app', undefined, SHOP, LOCAL, 'shop.localhost'],
    ['localhost without a domain', 'http://localhost:9229', {}, LOCAL, 'localhost'],
    ['localhost is none for names below it', 'http://shop.localhost:9229', set('localhost'), LOCAL, undefined],
    ['localhost, set', 'http://localhost:9229', set('localhost'), LOCAL, 'localhost'],
    ['an address is none', 'http://127.0.0.1:9229', SHOP, LOCAL, undefined],
    ['the host of the prefix, elsewhere', 'https://shop.id.example.com', SHOP, REMOTE, 'shop.id.example.com'],
    ['a path on another host', 'https://id.example.com', SHOP, REMOTE, undefined],
    ['a parent that is set', 'https://shop.id.example.com', set('example.com'), REMOTE, 'example.com'],
    ['somebody else', 'https://shop.id.example.com', set('example.org'), REMOTE, undefined],
  ])('is %s', async (_, pageOrigin, settings, [publicUrl, base], expected) => {
    expect(await partyAt(pageOrigin, settings, publicUrl, base)).toBe(expected);
  });
});
