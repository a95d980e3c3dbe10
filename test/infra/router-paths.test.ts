import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen, pagesOf } from '#infra/functions.ts';
import { createEdge } from '#test/edge.ts';

const edge = createEdge({ originSecret: 'the origin secret' });

function isRefused(method: string, path: string): boolean {
  const result = edge.toApiEvent({ method, url: path, headers: [['Host', 'auth.example.com']] });
  return 'response' in result && result.response.statusCode === 400;
}

/** What someone between the edge and the routes might make of a path, right or wrong. */
const READINGS: readonly ((path: string) => string)[] = [
  (path) => path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  (path) => Buffer.from(path, 'latin1').toString('utf8'),
  (path) => path.replace(/%c0%af|%e0%80%af/gi, '/').replace(/%c0%ae/gi, '.'),
  (path) => path.toLowerCase(),
  (path) => path.normalize('NFKC'),
  (path) => path.replaceAll('\\', '/'),
  (path) => path.replace(/[\p{Cc}\s]/gu, ''),
  (path) => path.replace(/[\p{Cc}\s;?#].*$/u, ''),
  (path) => path.replace(/;[^/]*/g, ''),
  (path) => posix.normalize(path),
];

/** Whether some order of readings makes it a path of a route of the API's groups. */
function reachesRoute(path: string): boolean {
  let paths = new Set([path]);
  for (let depth = 0; depth < 4; depth++)
    paths = new Set([...paths, ...[...paths].flatMap((p) => READINGS.map((r) => r(p)))]);
  return [...paths].some((p) => /^\/idp(\/|$)/.test(p));
}

const KNOWN = [
  ...['/idp', '/idp/', '/idp/pools', '/IDP/pools', '/Idp/pools', '//idp/pools', '/./idp/pools', '/x/../idp/pools'],
  ...['/%69dp/pools', '/%69%64%70/pools', '/idp%2fpools', '/idp%2Fpools', '%2fidp/pools', '/%2fidp/pools'],
  ...['/x/%2e%2e/idp/pools', '/x%2f..%2fidp/pools', '/%2569dp/pools', '/%252569dp/pools', '/idp%252fpools'],
  ...[
    '/idp%5cpools',
    '/\\idp/pools',
    '/idp;a=b/pools',
    '/idp%3fx',
    '/idp/pools%3f/../../x',
    '/idp%23',
    '/%00/../idp/x',
  ],
  ...['/id%0ap/pools', '/idp%20/pools', '/x/..%c0%afidp/pools', '/%ef%bd%89dp/pools', '/idp/../idp/pools', '/idp/..'],
];

describe('a path of the routes behind the edge', () => {
  it.each(KNOWN)('%s is refused', (path) => {
    for (const method of ['POST', 'GET', 'OPTIONS']) expect(isRefused(method, path)).toBe(true);
  });

  it('is refused however it is written', () => {
    const hex = (text: string) => [...text].map((c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');
    const letter = (c: string) =>
      fc.oneof(
        { weight: 4, arbitrary: fc.constant(c) },
        fc.constantFrom(c.toUpperCase(), hex(c), hex(c.toUpperCase()), `%25${hex(c).slice(1)}`, `${c}%09`, `%00${c}`),
      );
    const slash = fc.oneof(
      { weight: 3, arbitrary: fc.constant('/') },
      fc.constantFrom(
        '//',
        '/./',
        '/x/../',
        '%2f',
        '%2F',
        '%5c',
        '\\',
        '%252f',
        '/%2e/',
        '/x/%2e%2e/',
        '%c0%af',
        '/;a/',
        ';a/',
      ),
    );
    const path = fc
      .tuple(slash, letter('i'), letter('d'), letter('p'), fc.oneof(slash, fc.constantFrom('%3f', '%23', ';b', '')))
      .map(([first, ...rest]) => `${first.startsWith('/') ? '' : '/x/..'}${[first, ...rest].join('')}pools`);
    let reached = 0;
    fc.assert(
      fc.property(path, (p) => {
        if (!reachesRoute(p)) return;
        reached += 1;
        expect(isRefused('POST', p)).toBe(true);
      }),
      { numRuns: 400 },
    );
    expect(reached).toBeGreaterThan(100);
  });

  it('is refused in any text at all', () => {
    const piece = fc.constantFrom(
      '/',
      '/',
      'i',
      'd',
      'p',
      'idp',
      'IDP',
      '..',
      '.',
      '%',
      '%2',
      '%69',
      '%25',
      '\\',
      ';',
      'é',
      '%ff',
    );
    const path = fc.array(piece, { maxLength: 8 }).map((parts) => `/${parts.join('')}`);
    fc.assert(
      fc.property(path, (p) => {
        if (reachesRoute(p)) expect(isRefused('GET', p)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});

describe('a path that nobody serves', () => {
  it.each([
    '/%',
    '/%2',
    '/%zz',
    '/%c3%28',
    '/%ff',
    '/%ed%a0%80',
    '/a%25b',
    '/a b',
    '/é',
    '/%c3%a9',
    '/a\\b',
    'login',
    '',
  ])('%s ends at the edge, also if it can be read in two ways', (path) => {
    expect(isRefused('GET', path)).toBe(true);
  });

  it('ends at the edge, and what the local server serves goes on', () => {
    const word = fc.stringMatching(/^[\w~!$&'()*+,:@=.-]{0,20}$/);
    const part = fc.oneof(
      word,
      fc.constantFrom('.well-known', 'jwks.json', 'openid-configuration', 'us-east-1_a', 'd', 'login', ''),
    );
    const path = fc.array(part, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const isServed = (p: string) => (method === 'OPTIONS' ? isOpen(p) : pagesOf(p) !== undefined);
      fc.assert(fc.property(path, (p) => isRefused(method, p) === !(p === '/' || isServed(p))));
    }
    expect(isRefused('GET', '/us-east-1_a/.well-known/jwks.json')).toBe(false);
    for (const p of ['/login/', '/.env', '/wp-login.php', '/%2fx', '//', '/index.html'])
      expect(isRefused('GET', p)).toBe(true);
  });
});
