import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { guardedClient } from '#adapters/http/guarded.ts';
import { type FunctionTarget, localFunctions } from '#adapters/local/functions.ts';
import { lambdaEndpoint } from '#adapters/local/lambda-endpoint.ts';
import type { ModuleFunctions } from '#adapters/local/module-functions.ts';
import { FunctionError } from '#core/triggers/function-error.ts';
import type { LogFields } from '#ports/logger.ts';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:sign-up';
const PATIENT = { timeoutMs: 5_000 };

const lines: (LogFields & { readonly event: string })[] = [];
const work: (() => Promise<void>)[] = [];
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  lines.length = 0;
  work.length = 0;
});

/** Functions whose modules answer which of them was called. */
function functions(targets: Readonly<Record<string, FunctionTarget>>, endpoint?: string) {
  const log = (event: string, fields?: LogFields) => void lines.push({ event, ...fields });
  const modules: ModuleFunctions = {
    call: async ({ path, exportName }, functionArn) => {
      if (path === '/broken.mjs') throw new FunctionError('function-error', { errorMessage: 'ada@example.com' });
      return { path, exportName, functionArn };
    },
    stop: async () => {},
  };
  return localFunctions({
    targets,
    modules,
    outgoing: guardedClient({ loopback: true }),
    ...(endpoint && { others: { endpoint, ...lambdaEndpoint(endpoint, 'us-east-1') } }),
    logger: { info: log, warn: log, error: log },
    background: (one) => void work.push(one),
  });
}

const module = (path: string): FunctionTarget => ({ kind: 'module', path, exportName: 'handler' });

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/sign-up?token=secret`;
}

async function failure(promise: Promise<unknown>) {
  const error = await promise.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(FunctionError);
  const { reason, errorName, errorType, errorMessage } = error as FunctionError;
  return { reason, errorName, errorType, errorMessage };
}

describe('a function', () => {
  const targets = {
    'sign-up': module('/by-name.mjs'),
    [`${ARN}:live`]: module('/by-arn.mjs'),
    constructor: module('/constructor.mjs'),
  };

  it.each([
    [ARN, '/by-name.mjs'],
    [`${ARN}:live`, '/by-arn.mjs'],
    [`${ARN}:7`, '/by-name.mjs'],
    [`${ARN}:$LATEST`, '/by-name.mjs'],
    [ARN.replace('123456789012', '999999999999'), '/by-name.mjs'],
    [ARN.replace('arn:aws:', 'arn:aws-us-gov:'), '/by-name.mjs'],
    [ARN.replace('sign-up', 'constructor'), '/constructor.mjs'],
  ])('%s is found by its ARN before its name: %s', async (functionArn, path) => {
    const answer = await functions(targets).invoke(functionArn, {}, PATIENT);
    expect(answer).toEqual({ path, exportName: 'handler', functionArn });
  });

  it.each([
    ARN.replace('sign-up', 'other'),
    ARN.replace('sign-up', 'sign-up-2'),
    ARN.replace('sign-up', 'toString'),
    `${ARN}:live:more`,
    'arn:aws:sqs:us-east-1:123456789012:sign-up',
    'sign-down',
    '',
  ])('%s is not found, and the log says where it was looked for', async (functionArn) => {
    const refusal = { reason: 'not-found', errorName: 'NotInConfiguration' };
    const where = 'triggers of ownpool.config.json';
    const line = { event: 'function.failed', functionArn, where, reason: 'not-found', error: 'NotInConfiguration' };
    expect(await failure(functions(targets).invoke(functionArn, {}, PATIENT))).toEqual(refusal);
    expect(await failure(functions(targets).start(functionArn, {}))).toEqual(refusal);
    expect(lines).toEqual([line, line]);
    expect(work).toEqual([]);
  });

  it('that nobody waits for is run later, and its failure is logged without its words', async () => {
    const some = functions({ 'sign-up': module('/broken.mjs') });
    await some.start(ARN, {});
    expect(lines).toEqual([]);
    await work[0]?.();
    expect(lines).toEqual([
      { event: 'function.failed', functionArn: ARN, where: '/broken.mjs#handler', reason: 'function-error' },
    ]);
  });

  it('that throws is no matter for the log, because whoever asked is told', async () => {
    const error = await failure(functions({ 'sign-up': module('/broken.mjs') }).invoke(ARN, {}, PATIENT));
    expect(error).toEqual({ reason: 'function-error', errorMessage: 'ada@example.com' });
    expect(lines).toEqual([]);
  });
});

describe('a URL', () => {
  const ask = async (answer: RequestListener, timeoutMs = 5_000) => {
    const url = await serve(answer);
    return functions({ 'sign-up': { kind: 'url', url } }).invoke(ARN, { a: 'zoë' }, { timeoutMs });
  };
  const answering =
    (status: number, body: string, headers = {}): RequestListener =>
    (_request, response) =>
      void response.writeHead(status, headers).end(body);

  it('is sent the event and answers the result', async () => {
    const answer = ask((request, response) => {
      expect([request.method, request.url]).toEqual(['POST', '/sign-up?token=secret']);
      expect(request.headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '12' });
      request.pipe(response);
    });
    expect(await answer).toEqual({ a: 'zoë' });
  });

  it.each([
    [400, '{"errorType":"Denied","errorMessage":"No gmail."}', {}],
    [500, '{"errorType":"Denied","errorMessage":"No gmail."}', {}],
    [200, '{"errorType":"Denied","errorMessage":"No gmail."}', { 'x-amz-function-error': 'Unhandled' }],
  ])('reports an error with %i %s %j', async (status, body, headers) => {
    const error = { reason: 'function-error', errorType: 'Denied', errorMessage: 'No gmail.' };
    expect(await failure(ask(answering(status, body, headers)))).toEqual(error);
  });

  it.each([
    [404, '<h1>Not found</h1>'],
    [502, ''],
    [503, '{"message":"busy"}'],
    [400, 'null'],
    [500, '{"errorMessage":1}'],
  ])('that answers %i %s could not be asked', async (status, body) => {
    const errorName = `It answers HTTP ${status} without an errorMessage.`;
    expect(await failure(ask(answering(status, body)))).toEqual({ reason: 'unavailable', errorName });
    expect(lines).toMatchObject([{ reason: 'unavailable', error: errorName }]);
  });

  it.each(['', '<html>', '{', 'undefined'])('that answers %j answers no JSON', async (body) => {
    expect(await failure(ask(answering(200, body)))).toEqual({ reason: 'not-json' });
  });

  it.each([
    ['redirects', 'unavailable', answering(302, '{}', { location: '/' })],
    ['answers too much', 'unavailable', answering(200, JSON.stringify('a'.repeat(300_000)))],
    ['is slow', 'timeout', () => {}],
  ] as [string, string, RequestListener][])('that %s gives no result: %s', async (_how, reason, answer) => {
    expect(await failure(ask(answer, 500))).toMatchObject({ reason });
    const where = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/sign-up$/);
    expect(lines).toMatchObject([{ event: 'function.failed', where, reason }]);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it.each([
    ['http://127.0.0.1:1/', 'unavailable'],
    ['https://10.0.0.1/', 'access-denied'],
    ['https://169.254.169.254/', 'access-denied'],
    ['http://1.1.1.1/', 'access-denied'],
  ])('%s gives no result: %s', async (url, reason) => {
    expect(await failure(functions({ 'sign-up': { kind: 'url', url } }).invoke(ARN, {}, PATIENT))).toMatchObject({
      reason,
    });
  });
});

describe('a service with the API of Lambda', () => {
  it('has the functions that are not named here, by their names', async () => {
    const paths: string[] = [];
    const url = await serve((request, response) => {
      paths.push(decodeURIComponent(request.url ?? ''));
      const isKnown =
        request.url?.includes('/other/') && request.headers['x-amz-invocation-type'] === 'RequestResponse';
      const headers = isKnown ? {} : { 'x-amzn-errortype': 'ResourceNotFoundException' };
      response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json', ...headers }).end('{"a":1}');
    });
    const endpoint = new URL(url).origin;
    const here = functions({ 'sign-up': module('/by-name.mjs') }, endpoint);
    expect(await here.invoke(`${ARN.replace('sign-up', 'other')}:live`, {}, PATIENT)).toEqual({ a: 1 });
    expect(await here.invoke(ARN, {}, PATIENT)).toMatchObject({ path: '/by-name.mjs' });

    await here.start(ARN.replace('sign-up', 'other'), {});
    await work[0]?.();
    expect(paths).toEqual(['other', 'other'].map((name) => `/2015-03-31/functions/${name}/invocations`));
    expect(lines).toEqual([]);

    const missing = ARN.replace('sign-up', 'missing');
    const refusal = { reason: 'not-found', errorName: 'ResourceNotFoundException' };
    expect(await failure(here.invoke(missing, {}, PATIENT))).toEqual(refusal);
    expect(lines).toMatchObject([{ functionArn: missing, where: `${endpoint}/`, reason: 'not-found' }]);
  });
});
