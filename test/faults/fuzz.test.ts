import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPERATIONS } from '#functions/operations.ts';
import { BUILT } from '#infra/built.ts';
import { TEST_KEY, TEST_REGION, type TestApp } from '#test/app.ts';
import { sampleBody } from '#test/constraint-cases.ts';
import { requestOf } from '#test/requests.ts';
import { signedHeaders } from '#test/sign.ts';
import { OTHER_PASSWORD, PASSWORD } from '#test/world.ts';
import { inconsistencies } from './checker.ts';
import { brokenBody, type Known, requestText } from './request-arbitrary.ts';
import { FACTOR } from './rounds.ts';
import { createFastApp, createWorld, newPasswordAsked } from './world.ts';

const SEED = Number(process.env.OWNPOOL_FAULT_SEED ?? 20_260_301);
/** Each operation gets so many bodies. */
const RUNS = 30 * FACTOR;
const HOST = 'ownpool.test';
/** No request takes so many milliseconds, however busy the machine is. */
const HANGS = 5_000;
/** The process may hold so many bytes more than before; that includes the caches of the runtime. */
const MOST_GROWTH = 200 * 1024 * 1024;

let app: TestApp;
let heapBefore = 0;
const figures = { requests: 0, success: 0, succeeded: new Set<string>(), errors: new Set<string>(), slowest: 0 };

function heapUsed(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed;
}

beforeAll(async () => {
  app = await createFastApp();
  Object.assign(app.deps.logger, { warn: () => {} });
  heapBefore = heapUsed();
});

/** A pool with people in every state, and what members of requests can name of it. */
async function stage(): Promise<Known> {
  const world = await createWorld(app);
  const { pool, client, rotating } = world;
  const [user, other, unconfirmed, invited, asked] = [
    await world.someone(),
    await world.someone(),
    await world.signedUp(),
    await newPasswordAsked(world),
    await world.forgetful(),
  ];
  const tokens = await world.tokens(user.username);
  const second = await rotating.tokens(other.username);
  const srp = await world.srpStarted(user.username);
  const names = [user, other, unconfirmed, invited, asked].map(({ username }) => username);
  const USERNAME = user.username;
  const anyToken = [...Object.values(tokens), ...Object.values(second)].filter((token) => typeof token === 'string');
  return {
    UserPoolId: [pool.id, pool.id, pool.id, 'us-east-1_Unknown00'],
    ClientId: [client.id, client.id, rotating.client.id, 'unknownclient'],
    Username: [...names, user.sub, user.email, asked.email, 'nobody'],
    AccessToken: [tokens.AccessToken, tokens.AccessToken, second.AccessToken, ...anyToken],
    Token: anyToken,
    RefreshToken: anyToken,
    Session: [invited.session, `${invited.session}A`],
    ConfirmationCode: [world.codeFor(unconfirmed.email), asked.code, '000000'],
    Code: ['000000'],
    Password: [PASSWORD, OTHER_PASSWORD],
    PreviousPassword: [PASSWORD, OTHER_PASSWORD],
    ProposedPassword: [PASSWORD, OTHER_PASSWORD],
    AuthParameters: [
      { USERNAME, PASSWORD },
      { USERNAME, SRP_A: 'a1b2c3' },
      { REFRESH_TOKEN: tokens.RefreshToken },
      { USERNAME: 'nobody', PASSWORD, SECRET_HASH: 'x' },
    ],
    ChallengeResponses: [srp.ChallengeResponses, invited.answer(OTHER_PASSWORD).ChallengeResponses],
    UserAttributes: [
      [{ Name: 'email', Value: `new-${user.email}` }],
      [
        { Name: 'email', Value: other.email },
        { Name: 'email_verified', Value: 'true' },
      ],
      [{ Name: 'name', Value: 'x' }, { Name: 'name' }],
      [{ Name: 'custom:none', Value: 'x' }],
    ],
    UserAttributeNames: [['email'], ['sub'], ['name', 'name']],
    AttributeName: ['email', 'phone_number', 'name'],
    Filter: ['email ^= "p"', `username = "${user.username}"`, 'sub = "x', 'status = "Enabled"'],
  };
}

/** Sends it and checks what must be so of every answer; answers the error's name, or 'success'. */
async function send(headers: Record<string, string>, body: string | Buffer): Promise<string> {
  figures.requests++;
  const began = performance.now();
  const text = Buffer.isBuffer(body) ? { body: body.toString('base64'), isBase64Encoded: true } : { body };
  let timer: NodeJS.Timeout | undefined;
  const hung = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('No answer.')), HANGS);
  });
  const response = await Promise.race([app.send({ headers, ...text }), hung]).finally(() => clearTimeout(timer));
  const took = performance.now() - began;
  figures.slowest = Math.max(figures.slowest, took);
  // A request that blocks the process blocks the timer, too.
  expect(took).toBeLessThan(HANGS);
  for (const value of Object.values(response.headers)) expect(value).toMatch(/^[\x20-\x7e]*$/);
  const json: unknown = response.body === '' ? undefined : JSON.parse(response.body);
  if (response.statusCode === 200) {
    figures.success++;
    figures.succeeded.add(String(headers['x-amz-target']));
    expect(['undefined', 'object']).toContain(typeof json);
    return 'success';
  }
  expect(response.statusCode).toBe(400);
  const { __type, message = '' } = json as { readonly __type: string; readonly message?: string };
  expect(__type).toMatch(/^[A-Z][A-Za-z]+Exception$/);
  expect(typeof message).toBe('string');
  figures.errors.add(__type);
  return __type;
}

const signed = (operation: string, body: string | Buffer) =>
  // The signature is over bytes; the helper hands them on as they are.
  signedHeaders({
    operation,
    body: body as string,
    host: HOST,
    now: app.deps.clock.now(),
    key: TEST_KEY,
    region: TEST_REGION,
  });

const check = <T>(arbitrary: fc.Arbitrary<T>, runs: number, property: (value: T) => Promise<unknown>) =>
  fc.assert(
    fc.asyncProperty(arbitrary, async (value) => {
      await property(value);
    }),
    { seed: SEED, numRuns: runs },
  );

const LONG = 60_000 + RUNS * 2000;

describe.each(BUILT.map(({ name }) => [name, requestOf(name)] as const))('%s answers', (name, input) => {
  it(
    'bodies of all kinds',
    async () => {
      const body = requestText(input, await stage());
      await check(body, RUNS, (text) => send(signed(name, text), text));
      await check(brokenBody(body), Math.ceil(RUNS / 5), (bytes) => send(signed(name, bytes), bytes));
    },
    LONG,
  );
});

describe('any operation answers', () => {
  const [signedOperation, openOperation] = ['AdminGetUser', 'InitiateAuth'].map(
    (name) => BUILT.find((operation) => operation.name === name)!,
  );
  const odd = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.string({ maxLength: 100 }),
    fc.constantFrom('', ' ', '\u0000', 'x'.repeat(100_000), '%', '__proto__', '\ud800', '=,='.repeat(5000)),
  );

  it(
    'signatures of all kinds',
    async () => {
      const body = JSON.stringify(sampleBody(requestOf(signedOperation!.name)));
      const good = signed(signedOperation!.name, body);
      const changed = fc.tuple(
        fc.constantFrom(
          'authorization',
          'x-amz-date',
          'host',
          'content-type',
          'x-amz-content-sha256',
          'x-amz-security-token',
        ),
        fc.constantFrom('replace', 'cut', 'insert', 'repeat', 'remove'),
        fc.nat(),
        odd,
      );
      const before = figures.success;
      await check(fc.array(changed, { minLength: 1, maxLength: 3 }), RUNS * 20, async (changes) => {
        const headers: Record<string, string> = { ...good };
        for (const [name, how, where, text] of changes) {
          const value = headers[name] ?? '';
          const at = where % (value.length + 1);
          if (how === 'remove') delete headers[name];
          else if (how === 'cut') headers[name] = value.slice(0, at);
          else if (how === 'insert') headers[name] = value.slice(0, at) + text + value.slice(at);
          else headers[name] = how === 'repeat' ? `${value}, ${value}` : text;
        }
        await send(headers, body);
      });
      // The sample names a pool that is not there, so nothing of this may succeed.
      expect(figures.success).toBe(before);
    },
    LONG,
  );

  it(
    'targets of all kinds',
    async () => {
      const prefix = 'AWSCognitoIdentityProviderService.';
      const target = fc.oneof(
        odd,
        odd.map((name) => prefix + name),
        fc.constantFrom(...Object.keys(OPERATIONS)).map((name) => prefix + name),
        fc
          .constantFrom('constructor', '__proto__', 'toString', 'AdminGetUser.x', 'adminGetUser')
          .map((name) => prefix + name),
      );
      const body = JSON.stringify(sampleBody(requestOf(openOperation!.name)));
      await check(target, RUNS * 10, (value) => send({ host: HOST, 'x-amz-target': value }, body));
    },
    LONG,
  );
});

describe('afterwards', () => {
  it('the table is whole', async () => {
    expect(await inconsistencies(app.table, app.deps.keys)).toEqual([]);
  });

  it('the memory is free again', () => {
    expect(heapUsed() - heapBefore).toBeLessThan(MOST_GROWTH);
  });
});

afterAll(() => {
  const { requests, success, succeeded, errors, slowest } = figures;
  const growth = Math.round((heapUsed() - heapBefore) / 1024 / 1024);
  console.log(
    `fuzz: seed ${SEED}, ${requests} requests, ${success} succeeded (of ${succeeded.size} operations), ${errors.size} kinds of errors, ` +
      `slowest ${Math.round(slowest)} ms, heap +${growth} MiB`,
  );
});
