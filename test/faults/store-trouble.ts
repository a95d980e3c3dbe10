import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CognitoError } from '#core/errors.ts';
import { type Fault, type Faults, faultyClient } from '#test/faulty-client.ts';
import { allItems, inconsistenciesAmong } from './checker.ts';
import type { WriteCase } from './configuration-cases.ts';
import { FACTOR } from './rounds.ts';
import { createFastApp, createWorld, type World } from './world.ts';
import { WRITE_CASES } from './write-cases.ts';

export const ALWAYS = Number.POSITIVE_INFINITY;
export const ANY = /./;
const WRITES = /^(Put|TransactWrite)$/;
export const BUSY = 'TooManyRequestsException';
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
  ...['throttles once', 'throttles writes', 'loses a connection', 'has a conflict', 'answers slowly'],
  ...['writes and answers slowly', 'answers in parts'],
  ...TROUBLES.map(({ name }) => name).filter((name) => / from attempt \d on$/.test(name)),
]);

function troublesOf(index: number): readonly Trouble[] {
  return TROUBLES.filter(({ name }, n) => FACTOR > 1 || !BY_TURNS.has(name) || (n + index) % 4 === 0);
}

/** A world whose store has the faults that are planted in it. */
export type FaultyWorld = World & { readonly faults: Faults };

/** An application, and so a table, for each operation: the whole table is looked at again and again. */
export async function createFaultyWorld(): Promise<FaultyWorld> {
  let faults: Faults | undefined;
  const app = await createFastApp((plain) => {
    const faulty = faultyClient(plain);
    faults = faulty.faults;
    return faulty.table;
  });
  Object.assign(app.deps.logger, { error: () => {} });
  return { ...(await createWorld(app)), faults: faults! };
}

/** What an operation answers: `success`, or the name of its error. */
export async function answerOf({ app }: World, operation: string, input: unknown): Promise<string> {
  try {
    await app.call(operation, input);
    return 'success';
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    // Some operations call the same error by another name (functions/operations.ts).
    return error.name === 'InternalServerException' ? 'InternalErrorException' : error.name;
  }
}

/** What is wrong with the table, and a text that changes with every write. */
export async function look({ app }: World): Promise<{ readonly problems: readonly string[]; readonly state: string }> {
  const items = await allItems(app.table);
  const state = items.map(({ pk, sk, v, gsi1sk }) => JSON.stringify([pk, sk, v, gsi1sk])).sort();
  return { problems: inconsistenciesAmong(items, app.deps.keys), state: state.join() };
}

/** Tests what each request does while the store is in trouble, and that it does it when the store is back. */
export function describeInTrouble(cases: readonly WriteCase[]): void {
  const answers: Record<string, number> = {};
  let scenarios = 0;

  describe.each(cases.map((one) => [`${one.operation}${one.what ? ` (${one.what})` : ''}`, one] as const))(
    '%s while the store',
    (_name, one) => {
      const { operation, arrange, twice = [] } = one;
      let world: FaultyWorld;
      beforeAll(async () => {
        world = await createFaultyWorld();
      });

      it.each(troublesOf(WRITE_CASES.indexOf(one)).map((trouble) => [trouble.name, trouble] as const))(
        '%s',
        async (_what, trouble) => {
          const { faults } = world;
          const { input, holds } = await arrange(world);
          // Nothing is cached any more, so the configuration is read under the same fault.
          world.app.advance(11_000);
          // What may be repeated at any time need not be told from what has not happened.
          const before = twice.length > 0 ? (await look(world)).state : '';
          faults.clear();
          faults.inject(trouble.on, trouble.fault, trouble.times ?? 1, trouble.skip ?? 0);
          if (trouble.fault === 'slow') void faults.slowArrived().then(faults.release);
          const answer = await answerOf(world, operation, input);
          const touched = faults.attempts.filter((attempt) => trouble.on.test(attempt)).length > (trouble.skip ?? 0);
          faults.clear();

          scenarios++;
          answers[answer] = (answers[answer] ?? 0) + 1;
          expect(touched ? trouble.answers : ['success']).toContain(answer);
          const after = await look(world);
          expect(after.problems).toEqual([]);
          // The store is back. What had not happened happens now; what had may be said to have happened.
          if (answer !== 'success') {
            const allowed = ['success', ...(after.state === before ? [] : twice)];
            expect(allowed).toContain(await answerOf(world, operation, input));
            expect((await look(world)).problems).toEqual([]);
          }
          await holds?.();
        },
      );
    },
  );

  afterAll(() => console.log(`store faults: ${scenarios} scenarios, answers ${JSON.stringify(answers)}`));
}
