import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { routerCode } from '#infra/edge/router.ts';
import { EdgeFunctionError, type FunctionEvent, loadFunction } from '#test/cloudfront-function.ts';
import { createEdge } from '#test/edge.ts';

const EVENT: FunctionEvent = {
  version: '1.0',
  context: {
    distributionDomainName: 'd111111abcdef8.cloudfront.net',
    distributionId: 'EDFDVBD6EXAMPLE',
    eventType: 'viewer-request',
    requestId: 'a request',
  },
  viewer: { ip: '203.0.113.9' },
  request: {
    method: 'GET',
    uri: '/',
    querystring: {},
    headers: { host: { value: 'auth.example.com' }, via: { value: '1.1 proxy' } },
    cookies: {},
  },
};

/** Runs a handler with this body; `request` and `headers` are the event's. */
function run(body: string) {
  const code = `function handler(event) { const request = event.request; const headers = request.headers; ${body} }`;
  return loadFunction(code)(EVENT);
}

/** What the router uses beyond ES 5.1, all documented. Source: functions-javascript-runtime-20.html. */
const ADDITIONS = { arrow: true, 'const-and-let': true };

/** Whether code needs nothing beyond: esbuild rewrites or refuses what its target does not have. */
async function isWithinLanguage(code: string): Promise<boolean> {
  // Literals that it prints alike for every target.
  if (/\d_\d|\\u\{|\b0[bo]\d/i.test(code)) return false;
  const plain = await transform(code, { target: 'esnext' });
  const options = { target: 'es5', supported: ADDITIONS, logLevel: 'silent' } as const;
  const lowered = await transform(code, options).catch(() => undefined);
  return lowered?.code === plain.code;
}

describe('the code of the router', () => {
  it('is shorter than CloudFront allows', () => {
    expect(Buffer.byteLength(routerCode())).toBeLessThan(10_240);
  });

  it('has nothing left to be filled in, and is the same each time', () => {
    expect(routerCode()).not.toContain('__EDGE__');
    expect(routerCode()).toBe(routerCode());
  });

  it('uses no more of the language than CloudFront Functions have', async () => {
    expect(await isWithinLanguage(routerCode())).toBe(true);
  });
});

describe('the check of the language', () => {
  it.each([
    'const a = (b) => b + 1; let c = [1].map(function (d) { return a(d); });',
    'var a = { b: 1, get c() { return /x(y)+?/i.test("x"); } }; for (var k in a) { try { throw k; } catch (e) { } }',
  ])('accepts what is documented: %s', async (code) => {
    expect(await isWithinLanguage(code)).toBe(true);
  });

  it.each([
    'a?.b',
    'a ?? b',
    'a ||= b',
    'var [b] = a',
    'var { b } = a',
    'var b = { a }',
    'var b = { [a]: 1 }',
    'var b = { a() {} }',
    'var b = { ...a }',
    'var b = [...a]',
    'f(...a)',
    'for (var b of a) {}',
    'class A {}',
    'function f(a = 1) {}',
    'function* f() {}',
    'try {} catch {}',
    'var b = 1n',
    'var b = /(?<=a)b/',
    'var b = /a/s',
    'var b = /a/u',
    'var b = 1_000',
    'function f() { return new.target; }',
    'var b = 2 ** 2',
    'var b = 0b1',
    'var b = `a`',
    'var b = async () => 1',
    'function f(...a) {}',
    'var b = /(?<a>b)/',
    'var b = { get [a]() { return 1; } }',
    'let b = "\\u{61}"',
    'var b = a`x`',
    'export function handler() {}; import("x")',
  ])('refuses %s', async (code) => {
    expect(await isWithinLanguage(code)).toBe(false);
  });
});

describe('the runtime of the test', () => {
  it.each([
    'return request;',
    'headers["x-new"] = { value: [1, 2].map((n) => n * 2).join() }; request.uri = "/new"; return request;',
    'delete headers["x-none"]; console.log("seen"); return Object.assign({}, request, { uri: encodeURI("/é") });',
    'return { statusCode: 200, headers: { "x-a": { value: JSON.stringify({}) } }, body: "b".repeat(2) };',
    'return /^GET$/.test(request.method) && "abc".startsWith("a") && Math.max(1, 2) === 2 ? request : undefined;',
  ])('runs what CloudFront runs: %s', (body) => {
    expect(() => run(body)).not.toThrow();
  });

  it.each([
    ['a disallowed header', 'headers["x-amzn-requestid"] = { value: "1" }; return request;'],
    ['a header of CloudFront', 'headers["x-amz-cf-id"] = { value: "1" }; return request;'],
    ['a header of the edge', 'headers["x-edge-location"] = { value: "1" }; return request;'],
    ['a changed Host', 'headers.host = { value: "other" }; return request;'],
    ['a removed Via', 'delete headers.via; return request;'],
    ['a length', 'headers["content-length"] = { value: "1" }; return request;'],
    ['a name in upper case', 'headers["X-New"] = { value: "1" }; return request;'],
    ['a name with a space', 'headers["x new"] = { value: "1" }; return request;'],
    ['a value that is no text', 'headers["x-new"] = { value: 1 }; return request;'],
    ['a header without value', 'headers["x-new"] = { value: undefined }; return request;'],
    ['a value of two lines', 'headers["x-new"] = { value: "a\\nb" }; return request;'],
    [
      'a second value of two lines',
      'headers["x-n"] = { value: "a", multiValue: [{ value: "a\\r" }] }; return request;',
    ],
    ['another method', 'request.method = "POST"; return request;'],
    ['a relative uri', 'request.uri = "x"; return request;'],
    ['a uri with a space', 'request.uri = "/a b"; return request;'],
    ['a uri that is too long', 'request.uri = "/" + "a".repeat(9000); return request;'],
    ['a request that is too long', 'headers["x-new"] = { value: "a".repeat(21000) }; return request;'],
    ['a changed query string', 'request.querystring.a = { value: "1" }; return request;'],
    ['an answer with a request id', 'return { statusCode: 200, headers: { "x-amzn-requestid": { value: "1" } } };'],
    ['an answer with its length', 'return { statusCode: 200, headers: { "content-length": { value: "0" } } };'],
    ['a status that is text', 'return { statusCode: "200" };'],
    ['nothing', ''],
    ['a promise', 'return Promise.resolve(request);'],
  ])('refuses %s', (_, body) => {
    expect(() => run(body)).toThrow(/^CloudFront refuses|^The function returned neither/);
  });

  it.each(
    [
      'require("fs")',
      'process.env',
      'fetch("/")',
      'setTimeout(handler, 1)',
      'new XMLHttpRequest()',
      'new URL("/")',
    ].concat(
      ['eval("1")', 'new Function("1")', 'handler.constructor("1")', 'new WebAssembly.Module([])', 'escape("a")'],
      ['Object.hasOwn(request, "a")', '"a".replaceAll("a", "b")', '[].flat()', '[1].at(0)', 'Symbol("a")', 'new Map()'],
      ['Object.fromEntries([])', 'Array.from("a")', '"a".localeCompare("b")', 'structuredClone(1)', 'undeclared = 1'],
      [
        'performance.now()',
        'new Proxy({}, {})',
        'Reflect.ownKeys({})',
        'console.error("a")',
        'queueMicrotask(handler)',
      ],
    ),
  )('has no %s', (expression) => {
    expect(() => run(`${expression}; return request;`)).toThrow(/^The function failed: (Reference|Type|Eval)Error/);
  });

  it('ends a function that does not', () => {
    expect(() => loadFunction('function handler() { for (;;) {} }', 20)(EVENT)).toThrow(/timed out/);
  });

  it('is the one that requests go through', () => {
    const code = 'function handler(event) { event.request.headers.host = { value: "x" }; return event.request; }';
    const edge = createEdge({ originSecret: 's', code });
    expect(() => edge.toApiEvent({ method: 'GET', url: '/', headers: [] })).toThrow(EdgeFunctionError);
  });
});
