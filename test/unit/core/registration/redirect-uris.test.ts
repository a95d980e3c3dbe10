import { describe, expect, it } from 'vitest';
import { OAuthError } from '#core/oauth/errors.ts';
import { redirectUris } from '#core/registration/redirect-uris.ts';

const GOOD = [
  'https://app.example.com/callback',
  'https://app.example.com:8443/callback?a=b&c=%20d',
  'https://app.example.com',
  'https://xn--bcher-kva.example/',
  'https://[2001:db8::1]/callback',
  'https://app.example.com/~ada/@me',
  'http://localhost:33418/callback',
  'http://127.0.0.1/callback',
  'http://[::1]:80/callback',
  'com.example.app:/callback',
  'com.example.app://callback',
  'cursor://anysphere.cursor-retrieval/oauth/callback',
  'vscode://vscode.microsoft-authentication',
];

const BAD: readonly (readonly [what: string, uri: unknown])[] = [
  ['a script', 'javascript:alert(1)'],
  ['a script with capitals', 'JavaScript:alert(1)'],
  ['a script with an authority', 'javascript://app.example.com/%0aalert(1)'],
  ['a document', 'data:text/html,hello'],
  ['a blob', 'blob:https://app.example.com/1'],
  ['a file', 'file:///etc/passwd'],
  ['about', 'about:blank'],
  ['a mail', 'mailto:a@example.com'],
  ['a phone call', 'tel:+123'],
  ['an intent', 'intent://scan/#Intent;end'],
  ['the source of a page', 'view-source:https://app.example.com/'],
  ['a WebSocket', 'wss://app.example.com/'],
  ['FTP', 'ftp://app.example.com/'],
  ['a page of the browser', 'chrome-extension://abc/x'],
  ['http to elsewhere', 'http://evil.example/'],
  ['http to a host that begins like this machine', 'http://localhost.evil.example/'],
  ['http to a host that follows this machine', 'http://localhost@evil.example/'],
  ['http to a number', 'http://2130706434/'],
  ['a fragment', 'https://app.example.com/#x'],
  ['an empty fragment', 'https://app.example.com/#'],
  ['a user', 'https://user@app.example.com/'],
  ['a user and a password', 'https://user:pass@app.example.com/'],
  ['an empty user', 'https://@app.example.com/'],
  ['a user of an app', 'com.example.app://user@host/'],
  ['a wildcard', 'https://*.example.com/'],
  ['no scheme', '//app.example.com/'],
  ['a path', '/callback'],
  ['no host', 'https:///callback'],
  ['backslashes', 'https:\\\\app.example.com\\'],
  ['a blank', 'https://app.example.com/a b'],
  ['a blank in front', ' https://app.example.com/'],
  ['a line break', 'https://app.example.com/\r\nset-cookie:a=b'],
  ['a null character', 'https://app.example.com/\0'],
  ['letters of another script', 'https://\u0430pp.example.com/'],
  ['a mark that turns text around', 'https://app.example.com/\u202etxt'],
  ['half a character', 'https://app.example.com/\ud800'],
  ['quotation marks', 'https://app.example.com/"onload="'],
  ['angle brackets', 'https://app.example.com/<script>'],
  ['nothing', ''],
  ['a number', 7],
  ['null', null],
  ['a list', ['https://app.example.com/']],
  ['an object', { toString: () => 'https://app.example.com/' }],
  ['a URI that is too long', `https://app.example.com/${'x'.repeat(1001)}`],
];

const refused = (given: unknown): OAuthError => {
  try {
    redirectUris(given);
  } catch (error) {
    if (error instanceof OAuthError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
};

describe('redirect URIs of a registration', () => {
  it('are kept as they are, each once', () => {
    expect(redirectUris([...GOOD, GOOD[0]])).toEqual(GOOD);
    const longest = `https://app.example.com/${'x'.repeat(1000)}`;
    expect(redirectUris([longest])).toEqual([longest]);
  });

  it.each(BAD)('must not have %s', (_, uri) => {
    const error = refused(['https://app.example.com/', uri]);
    expect(error).toMatchObject({ code: 'invalid_redirect_uri', status: 400 });
    expect(error.message).toMatch(/^The redirect URI with the index 1 [\x20\x21\x23-\x5b\x5d-\x7e]+$/);
  });

  it.each([[undefined], [null], ['https://app.example.com/'], [[]], [{ 0: 'https://app.example.com/' }]])(
    'must be a list of some: not %j',
    (given) => {
      expect(refused(given)).toMatchObject({ code: 'invalid_redirect_uri' });
    },
  );

  it('are at most 100', () => {
    const many = (count: number) => Array.from({ length: count }, (_, n) => `https://app.example.com/${n}`);
    expect(redirectUris(many(100))).toHaveLength(100);
    expect(refused(many(101)).code).toBe('invalid_redirect_uri');
    expect(refused(many(10_000)).code).toBe('invalid_redirect_uri');
  });
});
