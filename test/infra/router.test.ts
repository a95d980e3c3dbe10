import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '#functions/operations.ts';
import { routerCode } from '#infra/edge/router.ts';
import { isGroup, isOpen } from '#infra/functions.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { notUnderstood, preflight } from '#protocol/respond.ts';
import { type FunctionEvent, loadFunction, mayAnswerWith } from '#test/cloudfront-function.ts';
import { createEdge, type ViewerRequest } from '#test/edge.ts';

const PREFIX = 'AWSCognitoIdentityProviderService.';
const HOST = 'auth.example.com';
const WELL_KNOWN = '/eu-central-1_a1B2c3D4e/.well-known/jwks.json';

const edge = createEdge({ originSecret: 'the origin secret' });

type Headers = ViewerRequest['headers'];

function request(method: string, url: string, headers: Headers = []): ViewerRequest {
  return { method, url, headers: [['Host', HOST], ...headers], address: '2001:db8::1' };
}

/** What reaches a Lambda function; throws when the edge answered. */
function forwarded(viewer: ViewerRequest) {
  const result = edge.toApiEvent(viewer);
  if ('response' in result) throw new Error(`The edge answered ${result.response.statusCode}.`);
  return result;
}

function answered(viewer: ViewerRequest): HttpResponse | undefined {
  const result = edge.toApiEvent(viewer);
  return 'response' in result ? result.response : undefined;
}

/** What of an answer's headers a CloudFront Function may set. */
function settable(headers: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => mayAnswerWith(name)));
}

const target = (value: string) => request('POST', '/', [['X-Amz-Target', value]]);

describe('a call of the API', () => {
  it.each(Object.entries(OPERATIONS))('%s goes to the function of its group', (operation, { group }) => {
    const expected = isGroup(group) ? group : 'pools';
    const { group: actual, event } = forwarded(target(PREFIX + operation));
    expect(actual).toBe(expected);
    expect(event).toMatchObject({ rawPath: `/idp/${expected}`, routeKey: `POST /idp/${expected}` });
    expect(event.headers['x-ownpool-path']).toBe('/');
  });

  it.each<readonly [string, string]>([
    ['unknown', `${PREFIX}ListEverything`],
    ['of another service', 'AWSCognitoIdentityService.SignUp'],
    ['without the prefix', 'SignUp'],
    ['with the prefix in another case', `${PREFIX.toLowerCase()}SignUp`],
    ['with the prefix alone', PREFIX],
    ['with the prefix twice', `${PREFIX}${PREFIX}SignUp`],
    ['with something behind', `${PREFIX}SignUp `],
    ['in another case', `${PREFIX}signup`],
    ['empty', ''],
    ...['constructor', '__proto__', 'toString', 'hasOwnProperty', 'hosted', 'jobs', 'messages'].map(
      (n) => [n, PREFIX + n] as const,
    ),
  ])('whose target is %s goes to the group that answers it', (_, value) => {
    expect(forwarded(target(value)).group).toBe('pools');
  });

  it('without a target, or with two, goes to the group that answers it', () => {
    const signUp = ['X-Amz-Target', `${PREFIX}SignUp`] as const;
    expect(forwarded(request('POST', '/')).group).toBe('pools');
    const { group, event } = forwarded(request('POST', '/', [signUp, signUp]));
    expect(group).toBe('pools');
    expect(event.headers['x-amz-target']).toBe(`${PREFIX}SignUp,${PREFIX}SignUp`);
  });

  it('keeps its query string and its other headers', () => {
    const headers: Headers = [
      ['X-Amz-Target', `${PREFIX}SignUp`],
      ['Authorization', 'AWS4-HMAC-SHA256 Credential=A'],
      ['Accept', 'a/b'],
      ['Accept', 'c/d'],
    ];
    const { group, event } = forwarded(request('POST', '/?a=%20b&a=c&d', headers));
    expect(group).toBe('sign-up');
    expect(event.rawQueryString).toBe('a=%20b&a=c&d');
    expect(event.headers).toMatchObject({ authorization: 'AWS4-HMAC-SHA256 Credential=A', accept: 'a/b,c/d' });
  });
});

describe('any other request', () => {
  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'post'])('%s / goes to the hosted function', (method) => {
    const { group, event } = forwarded(request(method, '/', [['X-Amz-Target', `${PREFIX}SignUp`]]));
    expect(group).toBe('hosted');
    expect(event).toMatchObject({ rawPath: '/', routeKey: '$default' });
  });

  it.each([WELL_KNOWN, '/local_1/.well-known/openid-configuration'])(
    'of %s goes to the hosted function as it is',
    (path) => {
      for (const method of ['GET', 'POST']) {
        const { group, event } = forwarded(request(method, `${path}?x=%2Fidp%2F`, [['Cookie', 'a=1; b=2']]));
        expect(group).toBe('hosted');
        expect(event).toMatchObject({ rawPath: path, rawQueryString: 'x=%2Fidp%2F', cookies: ['a=1', 'b=2'] });
        expect(event.headers['x-ownpool-path']).toBe(path);
      }
    },
  );

  it.each(['/login', '/oauth2/token', '/d/people/mfa', '/authorize'])(
    'of %s goes to the hosted function with its cookies, query string and form',
    (path) => {
      const form = 'username=a%20b&_csrf=1';
      const headers: Headers = [
        ['Cookie', '__Host-cognito=1; XSRF-TOKEN=2'],
        ['Content-Type', 'application/x-www-form-urlencoded'],
      ];
      const viewer = request('POST', `${path}?state=%2F&state=b`, headers);
      const { group, event } = forwarded({ ...viewer, body: Buffer.from(form) });
      expect(group).toBe('hosted');
      expect(event).toMatchObject({
        rawPath: path,
        rawQueryString: 'state=%2F&state=b',
        cookies: ['__Host-cognito=1', 'XSRF-TOKEN=2'],
        body: Buffer.from(form).toString('base64'),
        isBase64Encoded: true,
      });
      expect(event.headers).toMatchObject({ 'x-ownpool-host': HOST, 'x-ownpool-path': path });
    },
  );

  it.each(['/login/', '/oauth2/', '/favicon.ico', '/idpx', '//', '/d/people'])(
    'of %s is answered by the edge',
    (path) => {
      const expected = notUnderstood('');
      for (const method of ['GET', 'POST', 'OPTIONS', 'DELETE']) {
        expect(answered(request(method, path))).toEqual({ ...expected, headers: settable(expected.headers) });
      }
    },
  );
});

describe('the private headers', () => {
  const own = (headers: Readonly<Record<string, string | undefined>>) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase().startsWith('x-ownpool')));
  const expected = (path: string) => ({
    'x-ownpool-host': HOST,
    'x-ownpool-path': path,
    'x-ownpool-address': '2001:db8::1',
    'x-ownpool-origin': 'the origin secret',
  });

  it.each([
    ['POST', '/'],
    ['GET', WELL_KNOWN],
  ])('of %s %s hold what the edge saw, whatever the viewer sends', (method, path) => {
    const forged = fc.record({
      name: fc.oneof(
        fc.constantFrom('host', 'path', 'address', 'origin', '', '__proto__'),
        fc.stringMatching(/^[a-z0-9_-]{1,9}$/),
      ),
      upper: fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }),
      value: fc.constantFrom('', 'forged', 'the origin secret', 'a, b'),
      times: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(forged, { maxLength: 6 }), (all) => {
        const headers = all.flatMap(({ name, upper, value, times }) => {
          const prefix = [...'x-ownpool-'].map((c, i) => (upper[i] ? c.toUpperCase() : c)).join('');
          return Array.from({ length: times }, () => [prefix + name, value] as const);
        });
        expect(own(forwarded(request(method, path, headers)).event.headers)).toEqual(expected(path));
      }),
    );
  });

  it('are also dropped in upper case, which CloudFront never hands to a function', () => {
    const run = loadFunction(routerCode());
    const event: FunctionEvent = {
      version: '1.0',
      context: {
        distributionDomainName: 'd111111abcdef8.cloudfront.net',
        distributionId: 'EDFDVBD6EXAMPLE',
        eventType: 'viewer-request',
        requestId: 'r',
      },
      viewer: { ip: '203.0.113.9' },
      request: {
        method: 'GET',
        uri: WELL_KNOWN,
        querystring: {},
        headers: { 'X-OWNPOOL-Origin': { value: 'forged' }, 'X-Ownpool-Host': { value: 'forged' } },
        cookies: {},
      },
    };
    expect(run(event)).toMatchObject({
      headers: {
        'x-ownpool-host': { value: 'd111111abcdef8.cloudfront.net' },
        'x-ownpool-path': { value: WELL_KNOWN },
        'x-ownpool-address': { value: '203.0.113.9' },
      },
    });
    expect(JSON.stringify(run(event))).not.toContain('forged');
  });

  it('name the distribution when the viewer sends no Host', () => {
    const { event } = forwarded({ method: 'GET', url: '/', headers: [] });
    expect(event.headers['x-ownpool-host']).toBe('d111111abcdef8.cloudfront.net');
  });
});

describe('a preflight', () => {
  const ask = (path: string, asked: { headers?: string; method?: string }) =>
    answered(
      request('OPTIONS', path, [
        ['Origin', 'https://app.example.com'],
        ...(asked.headers === undefined ? [] : [['Access-Control-Request-Headers', asked.headers] as const]),
        ...(asked.method === undefined ? [] : [['Access-Control-Request-Method', asked.method] as const]),
      ]),
    );

  it.each(['/', '/?x=1', WELL_KNOWN, '/.well-known/oauth-authorization-server', '/d/people/oauth2/token'])(
    'of %s is answered as the protocol answers it',
    (path) => {
      const asked = { headers: fc.string({ unit: 'grapheme', maxLength: 1100 }), method: fc.string({ minLength: 1 }) };
      fc.assert(
        fc.property(fc.record(asked, { requiredKeys: [] }), (given) => {
          const expected = preflight('', given);
          const actual = ask(path, given);
          expect(actual).toEqual({ ...expected, headers: settable(expected.headers) });
        }),
      );
    },
  );

  it.each([1024, 1025])('echoes no more than 1,024 characters of %i', (length) => {
    const headers = 'a'.repeat(length);
    expect(ask('/', { headers })?.headers).toEqual(settable(preflight('', { headers }).headers));
    expect(ask('/', { headers })?.headers['access-control-allow-headers']).toHaveLength(1024);
  });

  it('lacks only what CloudFront says itself', () => {
    const all = Object.keys(preflight('', {}).headers);
    expect(all.filter((name) => !mayAnswerWith(name)).sort()).toEqual(['content-length', 'x-amzn-requestid']);
  });

  it('remembers nothing of the one before', () => {
    ask('/', { headers: 'x-first', method: 'DELETE' });
    const headers = settable(preflight('', {}).headers);
    expect(ask('/', {})?.headers).toEqual(headers);
    expect(ask('/', { method: '' })?.headers).toEqual(headers);
  });

  it('is answered for the paths of the hosted function that any origin may read, and no others', () => {
    const part = (...values: string[]) => fc.constantFrom(...values);
    const path = fc
      .tuple(
        part('/', '//', ''),
        fc.stringMatching(/^[\w.-]{0,57}$/),
        part('/.well-known/', '/well-known/', '/.WELL-KNOWN/', '/'),
        part('jwks.json', 'openid-configuration', 'jwksxjson', 'jwks.json/', 'x'),
      )
      .map((parts) => parts.join(''))
      .filter((p) => p.startsWith('/') && !/^\/+idp\//i.test(p));
    const isAnswered = (p: string) => answered(request('OPTIONS', p))?.statusCode === 200;
    fc.assert(fc.property(path, (p) => isAnswered(p) === isOpen(p)));
    const pool = 'a'.repeat(55);
    const near = [`/${pool}/.well-known/jwks.json`, `/${pool}a/.well-known/jwks.json`, '/a/xwell-known/jwks.json'];
    for (const p of near) expect([p, isAnswered(p)]).toEqual([p, isOpen(p)]);
    for (const p of ['/login', '/oauth2/authorize', '/d/people/mfa', '/error'])
      expect([p, isAnswered(p)]).toEqual([p, false]);
    expect(isAnswered('/oauth2/token')).toBe(true);
  });
});

describe('a body', () => {
  const bytes = Buffer.from('{"a":"é"}');
  const send = (type: string | undefined, body: Buffer | undefined, as?: 'text' | 'base64') => {
    const headers: Headers = type === undefined ? [] : [['Content-Type', type]];
    const through = createEdge({ originSecret: 's', body: as });
    const result = through.toApiEvent({ ...request('POST', '/', headers), body });
    if ('response' in result) throw new Error('The edge answered.');
    return result.event;
  };

  it.each(['application/x-amz-json-1.1', 'application/x-www-form-urlencoded', undefined])('of %s is base64', (type) => {
    expect(send(type, bytes)).toMatchObject({ body: bytes.toString('base64'), isBase64Encoded: true });
  });

  it.each(['application/json', 'Application/JSON; charset=utf-8', 'text/plain'])('of %s is text', (type) => {
    expect(send(type, bytes)).toMatchObject({ body: '{"a":"é"}', isBase64Encoded: false });
  });

  it('is one of the two when that is asked for, and absent when empty', () => {
    expect(send('application/x-amz-json-1.1', bytes, 'text')).toMatchObject({ isBase64Encoded: false });
    expect(send('text/plain', bytes, 'base64')).toMatchObject({ isBase64Encoded: true });
    expect(send('text/plain', Buffer.alloc(0), 'base64')).toMatchObject({ isBase64Encoded: false });
    expect(send('text/plain', undefined)).not.toHaveProperty('body');
  });
});

describe('a refusal', () => {
  it('is what the protocol answers to what it does not understand', () => {
    const expected = notUnderstood('');
    expect(answered(request('POST', '/idp/pools'))).toEqual({ ...expected, headers: settable(expected.headers) });
  });
});
