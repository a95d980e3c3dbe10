import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CognitoError } from '#core/errors.ts';
import { HANDLERS } from '#core/job-handlers/handlers.ts';
import { runDueJobs } from '#core/jobs/run.ts';
import { BUILT } from '#infra/built.ts';
import { type Fault, type Faults, faultyClient } from '#test/faulty-client.ts';
import { addUser } from '#test/fixtures.ts';
import { anotherClient, newName, OTHER_PASSWORD } from '#test/world.ts';
import { allItems, inconsistenciesAmong } from './checker.ts';
import { FACTOR } from './rounds.ts';
import { createFastApp, createWorld, newPasswordAsked, type World } from './world.ts';
import { WRITE_CASES } from './write-cases.ts';

const ALWAYS = Number.POSITIVE_INFINITY;
const ANY = /./;
const WRITES = /^(Put|TransactWrite)$/;
const BUSY = 'TooManyRequestsException';
const DOWN = 'InternalErrorException';

/** What the store does while the request is answered, and what may be answered if that touches it. */
type Trouble = {
  readonly name: string;
  readonly fault: Fault;
  readonly on: RegExp;
  readonly times?: number;
  /** So many attempts of the request go through before. */
  readonly skip?: number;
  readonly answers: readonly string[];
};

const later = (skip: number, fault: Fault, answer: string): Trouble => ({
  name: `${fault} from attempt ${skip + 1} on`,
  fault,
  on: ANY,
  times: ALWAYS,
  skip,
  // What the last attempt was for may have been worth a warning only.
  answers: ['success', answer],
});

const TROUBLES: readonly Trouble[] = [
  { name: 'throttles once', fault: 'throttled', on: ANY, answers: ['success'] },
  { name: 'throttles', fault: 'throttled', on: ANY, times: ALWAYS, answers: [BUSY] },
  { name: 'throttles writes', fault: 'throttlingException', on: WRITES, times: ALWAYS, answers: [BUSY] },
  { name: 'loses a connection', fault: 'lostRequest', on: ANY, answers: ['success'] },
  { name: 'is away', fault: 'lostRequest', on: ANY, times: ALWAYS, answers: [DOWN] },
  { name: 'is away for writes', fault: 'lostRequest', on: WRITES, times: ALWAYS, answers: [DOWN] },
  { name: 'has a conflict', fault: 'conflict', on: WRITES, answers: ['success'] },
  { name: 'has conflicts only', fault: 'conflict', on: WRITES, times: ALWAYS, answers: [BUSY] },
  { name: 'writes and loses the answer', fault: 'lostAnswer', on: WRITES, answers: ['success'] },
  { name: 'writes and loses every answer', fault: 'lostAnswer', on: WRITES, times: ALWAYS, answers: [DOWN] },
  { name: 'answers slowly', fault: 'slow', on: ANY, answers: ['success'] },
  { name: 'writes and answers slowly', fault: 'slow', on: WRITES, answers: ['success'] },
  { name: 'answers in parts', fault: 'unprocessed', on: /BatchGet/, times: ALWAYS, answers: ['success', BUSY] },
  ...[1, 2, 3, 4].map((skip) => later(skip, 'lostRequest', DOWN)),
  ...[2, 4].map((skip) => later(skip, 'throttled', BUSY)),
  ...[2, 4].map((skip) => later(skip, 'lostAnswer', DOWN)),
];

/** Operation after operation meets other ones of these; in a long run each meets all. */
const BY_TURNS = new Set([
  ...['throttles writes', 'loses a connection', 'has a conflict', 'answers slowly', 'answers in parts'],
  ...TROUBLES.map(({ name }) => name).filter((name) => / from attempt [245] on$/.test(name)),
]);

function troublesOf(index: number): readonly Trouble[] {
  return TROUBLES.filter(({ name }, n) => FACTOR > 1 || !BY_TURNS.has(name) || (n + index) % 3 === 0);
}

let world: World;
let faults: Faults;
const figures = { scenarios: 0, requests: 0, success: 0, [BUSY]: 0, [DOWN]: 0 };
const logged: string[] = [];

/** An application, and so a table, for each operation: the whole table is looked at again and again. */
async function openWorld(): Promise<void> {
  const app = await createFastApp((plain) => {
    const faulty = faultyClient(plain);
    faults = faulty.faults;
    return faulty.table;
  });
  Object.assign(app.deps.logger, { error: (event: string) => logged.push(event) });
  world = await createWorld(app);
}

async function answerOf(operation: string, input: unknown): Promise<string> {
  figures.requests++;
  try {
    await world.app.call(operation, input);
    return 'success';
  } catch (error) {
    if (error instanceof CognitoError) return error.name;
    throw error;
  }
}

/** What is wrong with the table, and a text that changes with every write. */
async function look(): Promise<{ readonly problems: readonly string[]; readonly state: string }> {
  const items = await allItems(world.app.table);
  const state = items.map(({ pk, sk, v, gsi1sk }) => JSON.stringify([pk, sk, v, gsi1sk])).sort();
  return { problems: inconsistenciesAmong(items, world.app.deps.keys), state: state.join() };
}

describe.each(WRITE_CASES.map((one, n) => [`${one.operation}${one.what ? ` (${one.what})` : ''}`, one, n] as const))(
  '%s while the store',
  (_name, { operation, arrange, twice = [] }, index) => {
    beforeAll(openWorld);

    it.each(troublesOf(index).map((trouble) => [trouble.name, trouble] as const))('%s', async (_what, trouble) => {
      const { input, holds } = await arrange(world);
      // Nothing is cached any more, so the configuration is read under the same fault.
      world.app.advance(11_000);
      // What may be repeated at any time need not be told from what has not happened.
      const before = twice.length > 0 ? (await look()).state : '';
      faults.clear();
      faults.inject(trouble.on, trouble.fault, trouble.times ?? 1, trouble.skip ?? 0);
      if (trouble.fault === 'slow') void faults.slowArrived().then(faults.release);
      const answer = await answerOf(operation, input);
      const touched = faults.attempts.filter((attempt) => trouble.on.test(attempt)).length > (trouble.skip ?? 0);
      faults.clear();

      figures.scenarios++;
      figures[answer as 'success']++;
      expect(touched ? trouble.answers : ['success']).toContain(answer);
      const after = await look();
      expect(after.problems).toEqual([]);
      // The store is back. What had not happened happens now; what had may be said to have happened.
      if (answer !== 'success') {
        const allowed = ['success', ...(after.state === before ? [] : twice)];
        expect(allowed).toContain(await answerOf(operation, input));
        expect((await look()).problems).toEqual([]);
      }
      await holds?.();
    });
  },
);

describe('while the signing keys are out of reach', () => {
  beforeAll(openWorld);

  it.each([
    [
      'an SRP exchange',
      async () => ['RespondToAuthChallenge', await world.srpStarted((await world.someone()).username)],
    ],
    ['a session', async () => ['RespondToAuthChallenge', (await newPasswordAsked(world)).answer(OTHER_PASSWORD)]],
    [
      'a refresh token',
      async () => {
        const client = await anotherClient(world, {
          refreshTokenRotation: { feature: 'ENABLED', retryGracePeriodSeconds: 0 },
          explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
        });
        const { username } = await world.someone();
        const { RefreshToken } = await client.tokens(username);
        return ['GetTokensFromRefreshToken', { RefreshToken, ClientId: client.client.id }];
      },
    ],
  ] as const)('%s is not spent', async (_what, arrange) => {
    const [operation, input] = (await arrange()) as [string, object];
    world.app.advance(11_000);
    const before = await look();
    faults.clear();
    faults.inject(/^Query$/, 'throttled', ALWAYS);
    expect(await answerOf(operation, input)).toBe(BUSY);
    faults.clear();
    expect(await look()).toEqual(before);
    expect(await answerOf(operation, input)).toBe('success');
  });
});

describe('jobs', () => {
  beforeAll(openWorld);

  it.each([0, 1, 2, 3, 4, 6, 8, 10, 12])('go on after the store went away at attempt %i of a slice', async (skip) => {
    const { app } = world;
    const { UserPool } = await app.call('CreateUserPool', { PoolName: 'doomed' });
    const pool = (await app.deps.configuration.pool(UserPool.Id))!;
    for (let n = 0; n < 3; n++) await addUser(app, pool, newName());
    const { username } = await world.someone();
    await world.tokens(username);
    await app.call('DeleteUserPool', { UserPoolId: UserPool.Id });
    await app.call('AdminDeleteUser', { UserPoolId: world.pool.id, Username: username });

    faults.clear();
    faults.inject(ANY, 'lostRequest', ALWAYS, skip);
    await expect(untilDone())
      .resolves.toBeUndefined()
      .catch(() => {});
    faults.clear();
    // Past the lease of the slice that failed, and then past the second sweep.
    for (let minutes = 0; minutes < 6; minutes++) {
      app.advance(61_000);
      await untilDone();
    }
    expect(await app.deps.records.dueJobs(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
    expect((await allItems(app.table)).filter(({ pk, t }) => pk.includes(UserPool.Id) && t !== 'job')).toEqual([]);
    expect((await look()).problems).toEqual([]);
  });

  async function untilDone(): Promise<void> {
    for (let slices = 0; slices < 50; slices++) if ((await runDueJobs(world.app.deps, HANDLERS)) === 0) return;
    throw new Error('The jobs do not end.');
  }
});

it('has a case for every operation that writes', () => {
  // Requests for a code or for tokens write, although their names begin with Get.
  const reads = /^(Admin)?(List|Describe|Get(?!UserAttributeVerificationCode|TokensFromRefreshToken))/;
  // These operations refuse every request.
  const refuses = /^SetUserPoolClientSessionConfiguration$|^(Create|Update|Delete)UserPoolReplica$/;
  const writing = BUILT.map(({ name }) => name).filter((name) => !reads.test(name) && !refuses.test(name));
  expect(writing.filter((name) => !WRITE_CASES.some(({ operation }) => operation === name))).toEqual([]);
});

afterAll(() => {
  const { scenarios, requests, ...answers } = figures;
  console.log(`store faults: ${scenarios} scenarios, ${requests} requests, answers ${JSON.stringify(answers)}`);
});
