import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ModuleFunctions, moduleFunctions } from '#adapters/local/module-functions.ts';
import { FunctionError } from '#core/triggers/function-error.ts';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:sign-up:live';

/** Longer than a thread takes to start on a busy machine. */
const PATIENT = 30_000;

let folder: string;
let modules: ModuleFunctions;
const crashes: unknown[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ownpool-modules-'));
});

afterAll(() => rm(folder, { recursive: true }));

beforeEach(() => {
  modules = moduleFunctions({ onCrash: (_path, error) => crashes.push(error), memoryMb: 64 });
});

afterEach(async () => {
  await modules.stop();
  crashes.length = 0;
});

let files = 0;

/** Writes a module and returns its path. */
async function module(code: string, extension = 'mjs'): Promise<string> {
  const path = join(folder, `${files++}.${extension}`);
  await writeFile(path, code);
  return path;
}

const call = (path: string, event: object = {}, { exportName = 'handler', timeoutMs = PATIENT } = {}) =>
  modules.call({ path, exportName }, ARN, event, { timeoutMs });

async function failure(promise: Promise<unknown>) {
  const error = await promise.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(FunctionError);
  const { reason, errorName, errorType, errorMessage } = error as FunctionError;
  return { reason, errorName, errorType, errorMessage };
}

const thrown = (errorType: string, errorMessage: unknown) => ({ reason: 'function-error', errorType, errorMessage });
const NOT_LOADED = 'The module of the function cannot be loaded';
const ENDED = {
  ...thrown('Runtime.ExitError', expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: /)),
  errorName: 'Runtime.ExitError',
};

describe('a handler', () => {
  it.each([
    ['is async', 'mjs', 'export const handler = async (event) => ({ ...event, b: 2 });'],
    ['returns a promise', 'mjs', 'export function handler(event) { return Promise.resolve({ ...event, b: 2 }); }'],
    ['calls back', 'mjs', 'export const handler = (event, context, done) => { done(null, { ...event, b: 2 }); };'],
    [
      'calls back later',
      'mjs',
      'export const handler = (e, c, done) => setTimeout(() => done(null, { ...e, b: 2 }), 1);',
    ],
    [
      'ends by its context',
      'mjs',
      'export const handler = (event, context) => { context.succeed({ ...event, b: 2 }); };',
    ],
    [
      'is done by its context',
      'mjs',
      'export const handler = (e, context) => { context.done(null, { ...e, b: 2 }); };',
    ],
    ['is CommonJS', 'cjs', 'exports.handler = async (event) => ({ ...event, b: 2 });'],
    ['is in module.exports', 'cjs', 'const f = { handler: async (e) => ({ ...e, b: 2 }) }; module.exports = f;'],
    ['is TypeScript', 'ts', 'export const handler = async (event: object): Promise<object> => ({ ...event, b: 2 });'],
    ['is a member of the default export', 'mjs', 'export default { handler: async (event) => ({ ...event, b: 2 }) };'],
  ])('that %s', async (_style, extension, code) => {
    expect(await call(await module(code, extension), { a: 'zoë' })).toEqual({ a: 'zoë', b: 2 });
  });

  it('has the name that is asked for', async () => {
    const path = await module('export const one = async () => 1; export default async () => 2;');
    expect(await call(path, {}, { exportName: 'one' })).toBe(1);
    expect(await call(path, {}, { exportName: 'default' })).toBe(2);
    expect(await failure(call(path))).toEqual(
      thrown('Runtime.HandlerNotFound', 'handler is undefined or not exported'),
    );
  });

  it('is told what it is called as, and how much time it has', async () => {
    const path = await module(`export const handler = async (event, context) => ({
      ...context, time: context.getRemainingTimeInMillis(), secret: process.env.OWNPOOL_SECRET_ACCESS_KEY, data: process.env.OWNPOOL_DATA_DIR, path: process.env.PATH });`);
    vi.stubEnv('OWNPOOL_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('OWNPOOL_DATA_DIR', 'data');
    const answer = (await call(path)) as Record<string, unknown>;
    vi.unstubAllEnvs();
    expect(answer).toMatchObject({
      functionName: 'sign-up',
      functionVersion: 'live',
      invokedFunctionArn: ARN,
      memoryLimitInMB: '64',
      awsRequestId: expect.stringMatching(/^[\da-f-]{36}$/),
      path: process.env.PATH,
      data: 'data',
    });
    expect(answer.time).toBeGreaterThan(0);
    expect(answer.time).toBeLessThanOrEqual(PATIENT);
    expect(answer).not.toHaveProperty('secret');
  });

  it.each([
    ['async () => {}', null],
    ['(event) => event', null],
    ['async () => undefined', null],
    ['async () => () => {}', null],
    ['async () => "text"', 'text'],
    ['async () => [1]', [1]],
  ])('%s returns %j, as on AWS', async (handler, result) => {
    expect(await call(await module(`export const handler = ${handler};`))).toEqual(result);
  });

  it.each([
    ['async () => { throw new TypeError("No."); }', 'TypeError', 'No.'],
    ['() => { throw new Error("No."); }', 'Error', 'No.'],
    ['(e, c, done) => { done(new Error("No.")); }', 'Error', 'No.'],
    ['(e, c, done) => { done("No."); }', 'string', 'No.'],
    ['(e, context) => { context.fail("No."); }', 'string', 'No.'],
    ['async () => { throw null; }', 'object', 'null'],
    ['async () => { throw Object.create(null); }', 'object', ''],
    ['async () => { throw "a".repeat(1e6); }', 'string', 'a'.repeat(262_144)],
    ['async () => 1n', 'Runtime.MarshalError', 'Unable to stringify response body'],
    ['async () => { const a = {}; a.a = a; return a; }', 'Runtime.MarshalError', 'Unable to stringify response body'],
  ])('%s fails with its own words', async (handler, errorType, errorMessage) => {
    const path = await module(`console.error = () => {}; export const handler = ${handler};`);
    expect(await failure(call(path))).toEqual(thrown(errorType, errorMessage));
    expect(crashes).toEqual([]);
  });

  it('returns 256 KB at most', async () => {
    const path = await module('console.error = () => {}; export const handler = async ({ n }) => "é".repeat(n);');
    expect(await call(path, { n: 131_071 })).toHaveLength(131_071);
    expect(await failure(call(path, { n: 131_072 }))).toEqual(
      thrown('Function.ResponseSizeTooLarge', expect.stringContaining('(262144 bytes)')),
    );
  });
});

describe('a module', () => {
  it('keeps what it has in memory between calls, which run at the same time', async () => {
    const path = await module(`let waiting = [];
      export const handler = (event) => new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 3) waiting.forEach((end, index) => end(index));
      });`);
    expect(await Promise.all([call(path), call(path), call(path)])).toEqual([0, 1, 2]);
  });

  it('is loaded again when its file has changed, and calls under way end with the old one', async () => {
    const path = await module(`let go; const gone = new Promise((resolve) => { go = resolve; });
      export const handler = async ({ wait }) => { if (wait) { await gone; return 'old'; } setTimeout(go, 50); return 1; };`);
    const under = call(path, { wait: true });
    expect(await call(path)).toBe(1);
    await writeFile(path, 'export const handler = async () => "new, and longer";');
    expect(await call(path)).toBe('new, and longer');
    expect(await under).toBe('old');
  });

  it('in JavaScript may import what is in TypeScript', async () => {
    const typed = await module('export const word: string = "typed";', 'ts');
    const path = await module(
      `import { word } from ${JSON.stringify(typed)}; export const handler = async () => word;`,
    );
    expect(await call(path)).toBe('typed');
  });

  it('that is broken says so, and works once it is mended', async () => {
    const path = await module('export const handler = async () => {');
    expect(await failure(call(path))).toEqual(thrown('Runtime.UserCodeSyntaxError', NOT_LOADED));
    await writeFile(path, 'import "./missing.mjs"; export const handler = async () => 1;');
    expect(await failure(call(path))).toEqual(thrown('Runtime.ImportModuleError', NOT_LOADED));
    await writeFile(path, 'export const handler = async () => "mended";');
    expect(await call(path)).toBe('mended');
  });

  it('that is gone is not found', async () => {
    const path = await module('export const handler = async () => 1;');
    expect(await call(path)).toBe(1);
    await rm(path);
    expect(await failure(call(path))).toEqual({ reason: 'not-found', errorName: 'ENOENT' });
  });
});

describe('a thread', () => {
  const TIMEOUT = { reason: 'timeout', errorName: 'TimeoutError' };

  it('that never answers is replaced, while another call in it gets the rest of its time', async () => {
    const path = await module(`let go;
      export const handler = ({ what }) => new Promise((resolve) => {
        if (what === 'slow') go = resolve;
        if (what === 'wait for slow') setInterval(() => go && resolve('it is here'), 1);
        if (what === 'is it new?') resolve(go === undefined);
        if (what === 'later') setTimeout(() => go('in the end'), 100);
      });`);
    const slow = call(path, { what: 'slow' });
    expect(await call(path, { what: 'wait for slow' })).toBe('it is here');
    expect(await failure(call(path, { what: 'later' }, { timeoutMs: 50 }))).toEqual(TIMEOUT);
    expect(await call(path, { what: 'is it new?' })).toBe(true);
    expect(await slow).toBe('in the end');
  });

  it('in an endless loop is ended, with every call in it, and replaced', async () => {
    const path = await module(`export const handler = async ({ loop, wait }) => {
      for (; loop; );
      return wait ? new Promise(() => {}) : 'fine';
    };`);
    expect(await call(path)).toBe('fine');
    // Either of the two may reach the thread first.
    const looping = failure(call(path, { loop: true }, { timeoutMs: 100 }));
    const other = failure(call(path, { wait: true }, { timeoutMs: 150 }));
    expect(await Promise.all([looping, other])).toEqual([TIMEOUT, TIMEOUT]);
    expect(await call(path)).toBe('fine');
  });

  it.each([
    ['exits', 'process.exit(3)'],
    ['exits as if all were well', 'process.exit(0)'],
    ['throws where nobody catches it', 'setTimeout(() => { throw new Error("ada@example.com"); })'],
    ['rejects where nobody catches it', 'void Promise.reject(new Error("ada@example.com"))'],
    ['takes all memory', 'const all = []; for (;;) all.push({ a: [all.length] })'],
  ])('that %s fails the calls in it, does not tell them why, and is replaced', async (_how, code) => {
    // The call that crashes waits for the other one to be in the same thread.
    const path = await module(`let here; const other = new Promise((resolve) => { here = resolve; });
      export const handler = async ({ crash }) => {
        if (crash === undefined) return 'fine';
        if (crash) { await other; ${code}; } else here();
        return new Promise(() => {});
      };`);
    expect(await call(path)).toBe('fine');
    const other = failure(call(path, { crash: false }));
    expect(await failure(call(path, { crash: true }))).toEqual(ENDED);
    expect(await other).toEqual(ENDED);
    expect(await call(path)).toBe('fine');
  });

  it('that crashes leaves its reason in the log', async () => {
    const path = await module('export const handler = () => { setTimeout(() => { throw new Error("why"); }); };');
    expect(await call(path)).toBeNull();
    await vi.waitFor(() => expect(crashes).toEqual([expect.objectContaining({ message: 'why' })]));
  });

  it.each(['null', '5', '{ id }', '{ id, errorMessage: 5, errorType: "a" }', '{ id: 1e9, result: "1" }'])(
    'may post %s to the service, which is no answer',
    async (posted) => {
      const path = await module(`
        import { parentPort } from 'node:worker_threads';
        export const handler = async () => {
          for (let id = 0; id < 100; id++) parentPort.postMessage(${posted});
          return 'mine';
        };`);
      expect(await call(path)).toBe('mine');
    },
  );

  it('that posts an answer by itself must post JSON', async () => {
    const path = await module(`
      import { parentPort } from 'node:worker_threads';
      export const handler = async () => {
        for (let id = 0; id < 100; id++) parentPort.postMessage({ id, result: 'a' });
      };`);
    expect(await failure(call(path))).toMatchObject({ reason: 'not-json' });
  });

  it('can not abort the process that it belongs to', async () => {
    const path = await module('export const handler = async () => { process.abort(); };');
    expect(await failure(call(path))).toMatchObject({ reason: 'function-error' });
  });
});

it('ends its threads when it stops, and starts no more', async () => {
  const path = await module('export const handler = () => new Promise(() => {});');
  const ready = await module('export const handler = async () => 1;');
  const waiting = failure(call(path));
  await call(ready);
  await modules.stop();
  expect(await waiting).toEqual(ENDED);
  expect(await failure(call(ready))).toEqual({ reason: 'unavailable', errorName: 'Stopped' });
});
