import { describe, expect, it } from 'vitest';
import { isOriginOf } from '#core/passkeys/relying-party.ts';

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
