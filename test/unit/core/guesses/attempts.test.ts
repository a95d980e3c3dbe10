import { describe, expect, it } from 'vitest';
import {
  type Attempts,
  attemptsRef,
  isLocked,
  PASSWORD_GUESSES,
  SIGN_UP_CODE_GUESSES,
} from '#core/guesses/attempts.ts';
import { settleGuess } from '#core/guesses/settle.ts';
import type { Change, Lost, Records } from '#ports/records.ts';
import { callOf } from '#test/call.ts';

const MINUTE_MS = 60_000;
const guesser = { poolId: 'us-east-1_Pool00001', sub: 'sub-1' };
const OTHER = { op: 'check', kind: 'flow', id: { flowId: 'f' }, seen: undefined } as const satisfies Change;

/** One attempts record, kept as a store would keep it; `lose` makes the next commits lose. */
function setUp() {
  let now = 1_000_000;
  let stored: Attempts | undefined;
  let conflicts = 0;
  let otherLost = false;
  const committed: (readonly Change[])[] = [];
  const records = {
    read: async (refs: object) =>
      Object.fromEntries(Object.keys(refs).map((name) => [name, name === 'own' ? stored : undefined])),
    async commit(changes: readonly Change[]): Promise<Lost | undefined> {
      const step = changes.at(-1)!;
      await Promise.resolve();
      if (otherLost && changes[0]!.kind === 'flow') return { change: changes[0]! };
      if (conflicts-- > 0) return { change: step };
      const seen = step.op === 'check' ? step.seen : 'before' in step ? step.before : undefined;
      if ((seen as Attempts | undefined)?.version !== stored?.version) return { change: step };
      committed.push(changes);
      if (step.op === 'remove') stored = undefined;
      if (step.op === 'create') stored = { ...(step.value as Attempts), version: 1 };
      if (step.op === 'update') stored = { ...(step.after as Attempts), version: stored!.version + 1 };
      return undefined;
    },
  } as unknown as Records;
  const clock = { now: () => now };
  const guess = async (right: boolean, rules = PASSWORD_GUESSES, began = now, seen = stored) => {
    try {
      const lost = await settleGuess(callOf({ records, clock }, { began }), rules, {
        guesser,
        seen,
        right,
        changes: [OTHER],
      });
      return lost ? 'lost' : 'in';
    } catch (error) {
      return (error as Error).message;
    }
  };
  return {
    guess,
    committed,
    stored: () => stored,
    now: () => now,
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
    lose: (times: number) => {
      conflicts = times;
    },
    loseOther: () => {
      otherLost = true;
    },
  };
}

const WRONG = 'Incorrect username or password.';
const LOCKED = 'Password attempts exceeded';

describe('the lock after wrong passwords', () => {
  it('lasts 1, 2, 4 ... up to 900 seconds from the fifth failure on', async () => {
    const { guess, advance, stored, now } = setUp();
    for (let failure = 1; failure <= 4; failure++) {
      expect(await guess(false)).toBe(WRONG);
      expect(isLocked(stored(), now())).toBe(false);
    }
    for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]) {
      expect(await guess(false)).toBe(WRONG);
      advance(seconds * 1000 - 1);
      expect(await guess(false)).toBe(LOCKED);
      expect(await guess(true)).toBe(LOCKED);
      advance(1);
    }
    expect(await guess(false)).toBe(WRONG);
    advance(15 * MINUTE_MS - 1);
    expect(await guess(true)).toBe(LOCKED);
    expect(PASSWORD_GUESSES.lockMs(1000)).toBe(15 * MINUTE_MS);
  });

  it('is not prolonged by guesses during it', async () => {
    const { guess, advance, committed } = setUp();
    for (let failure = 1; failure <= 5; failure++) await guess(false);
    for (let more = 0; more < 10; more++) expect(await guess(false)).toBe(LOCKED);
    expect(committed).toHaveLength(5);
    advance(1000);
    expect(await guess(true)).toBe('in');
  });

  it('and the count are forgotten after a success', async () => {
    const { guess, stored } = setUp();
    for (let failure = 1; failure <= 4; failure++) await guess(false);
    expect(await guess(true)).toBe('in');
    expect(stored()).toBeUndefined();
    for (let failure = 1; failure <= 5; failure++) expect(await guess(false)).toBe(WRONG);
    expect(await guess(false)).toBe(LOCKED);
  });

  it('and the count are forgotten after 15 minutes without a failure, though the record is still there', async () => {
    const { guess, advance, stored } = setUp();
    for (let failure = 1; failure <= 4; failure++) await guess(false);
    advance(15 * MINUTE_MS - 1);
    expect(await guess(false)).toBe(WRONG);
    expect(stored()?.count).toBe(5);
    // Counted from the end of the lock, or the longest lock would be forgotten as it ends.
    advance(15 * MINUTE_MS + 1000);
    expect(await guess(false)).toBe(WRONG);
    expect(stored()).toMatchObject({ count: 1, lockedUntil: 0 });
  });
});

describe('guesses at the same time', () => {
  it.each([0, 100, 199])('200 of which one (number %i) is right do not get past the lock', async (right) => {
    const { guess } = setUp();
    const warmUp = right === 0 ? 5 : 0;
    for (let failure = 0; failure < warmUp; failure++) await guess(false);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => guess(n === right, PASSWORD_GUESSES, 1_000_000, undefined)),
    );
    expect(answers[right]).toBe(LOCKED);
    expect(answers.filter((answer) => answer === WRONG)).toHaveLength(5 - warmUp);
    expect(answers.filter((answer) => answer === LOCKED)).toHaveLength(195 + warmUp);
  });

  it('that are slow are still held by a lock that was set after they began', async () => {
    const { guess, advance, now } = setUp();
    const began = now();
    for (let failure = 1; failure <= 5; failure++) await guess(false);
    advance(5000);
    expect(await guess(true, PASSWORD_GUESSES, began)).toBe(LOCKED);
    expect(await guess(true)).toBe('in');
  });

  it('are judged anew after a lost race, and written once', async () => {
    for (const right of [true, false]) {
      const { guess, lose, committed, stored } = setUp();
      lose(20);
      expect(await guess(right)).toBe(right ? 'in' : WRONG);
      expect(committed).toHaveLength(1);
      expect(stored()?.count).toBe(right ? undefined : 1);
    }
  });

  it('are refused, right or wrong, when no race is won', async () => {
    for (const right of [true, false]) {
      const { guess, lose, committed } = setUp();
      lose(1_000_000);
      expect(await guess(right)).toBe('Rate exceeded');
      expect(committed).toHaveLength(0);
    }
  });
});

describe('a right guess', () => {
  it('is committed together with the check that the attempts are unchanged', async () => {
    const { guess, committed } = setUp();
    await guess(true);
    const seen = { op: 'check', kind: 'attempts', id: attemptsRef(PASSWORD_GUESSES, guesser).id, seen: undefined };
    expect(committed).toStrictEqual([[OTHER, seen]]);
  });

  it('is committed together with the removal of earlier failures', async () => {
    const { guess, committed } = setUp();
    await guess(false);
    await guess(true);
    expect(committed[1]).toMatchObject([OTHER, { op: 'remove', kind: 'attempts', before: { count: 1 } }]);
  });

  it('answers what else was lost and leaves the count alone', async () => {
    const { guess, loseOther, stored } = setUp();
    await guess(false);
    loseOther();
    expect(await guess(true)).toBe('lost');
    expect(stored()?.count).toBe(1);
  });
});

describe('sign-up codes', () => {
  it('may be guessed wrong 15 times, then not for an hour', async () => {
    const { guess, advance } = setUp();
    const wrong = 'Invalid verification code provided, please try again.';
    for (let failure = 1; failure <= 15; failure++) expect(await guess(false, SIGN_UP_CODE_GUESSES)).toBe(wrong);
    const locked = 'Attempt limit exceeded, please try after some time.';
    expect(await guess(true, SIGN_UP_CODE_GUESSES)).toBe(locked);
    advance(60 * MINUTE_MS - 1);
    expect(await guess(true, SIGN_UP_CODE_GUESSES)).toBe(locked);
    advance(1);
    expect(await guess(false, SIGN_UP_CODE_GUESSES)).toBe(wrong);
  });
});
