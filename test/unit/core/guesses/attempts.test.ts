import { describe, expect, it } from 'vitest';
import {
  type Attempts,
  attemptsRef,
  isLocked,
  PASSWORD_GUESSES,
  SIGN_UP_CODE_GUESSES,
} from '#core/guesses/attempts.ts';
import { guardedCommit, guardedRelease } from '#core/guesses/guarded.ts';
import type { Change } from '#ports/records.ts';
import { callOf } from '#test/call.ts';
import { ATTEMPTS_EXCEEDED, CODE_MISMATCH, INCORRECT, LIMIT_EXCEEDED } from '#test/errors.ts';
import { countsStore } from './counts-store.ts';

const MINUTE_MS = 60_000;
const guesser = { poolId: 'us-east-1_Pool00001', sub: 'sub-1' };
const FAMILY = { op: 'check', kind: 'family', id: { ...guesser, eventId: 'e' }, seen: undefined } as const;
const OTHER: Change = FAMILY;

/** Guesses whose outcome is held back, for passwords, or that take effect by their commit. */
function setUp() {
  const store = countsStore();
  const { records, windows } = store;
  let now = 1_000_000;
  const clock = { now: () => now };
  const guess = async (
    right: boolean,
    rules = PASSWORD_GUESSES,
    { began = now, seen = windows.get(rules.window) }: { began?: number; seen?: Attempts | undefined | null } = {},
  ) => {
    const call = callOf({ records, clock }, { began });
    const judge = () => (right ? {} : undefined);
    const asked = { guesser, windows: [{ rules, seen: seen ?? undefined }], judge } as const;
    const put = async () => ({ lost: await records.commit([OTHER]), held: undefined });
    try {
      const lost =
        rules === PASSWORD_GUESSES
          ? (await guardedRelease(call, asked, put)).lost
          : await guardedCommit(call, asked, () => [OTHER]);
      return lost ? 'lost' : 'in';
    } catch (error) {
      return (error as Error).message;
    }
  };
  return {
    ...store,
    guess,
    stored: () => windows.get('PASSWORD'),
    now: () => now,
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

const WRONG = INCORRECT.message;
const WRONG_CODE = CODE_MISMATCH.message;
const LOCKED = ATTEMPTS_EXCEEDED.message;

describe('the lock after wrong passwords', () => {
  it('comes before the right one of 200 guesses that are made in step', async () => {
    for (const right of [0, 10, 100, 199]) {
      const { guess } = setUp();
      const outcomes = await Promise.all(Array.from({ length: 200 }, (_, n) => guess(n === right)));
      expect(outcomes.filter((outcome) => outcome === WRONG)).toHaveLength(5);
      expect(outcomes[right]).toBe(LOCKED);
    }
  });

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
    expect(stored()).toMatchObject({ count: 0, lockedUntil: 0 });
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
    const { guess, stored } = setUp();
    const warmUp = right === 0 ? 5 : 0;
    for (let failure = 0; failure < warmUp; failure++) await guess(false);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => guess(n === right, PASSWORD_GUESSES, { seen: null })),
    );
    // It may be released between two failures, as long as there have been fewer than five.
    expect(warmUp > 0 ? [LOCKED] : [LOCKED, 'in']).toContain(answers[right]);
    expect(answers.filter((answer) => answer === WRONG)).toHaveLength(5 - warmUp);
    expect(answers.filter((answer) => answer === LOCKED).length).toBeGreaterThanOrEqual(194 + warmUp);
    expect(isLocked(stored(), 1_000_000)).toBe(true);
  });

  it('that are slow are still held by a lock that was set after they began', async () => {
    const { guess, advance, now } = setUp();
    const began = now();
    for (let failure = 1; failure <= 5; failure++) await guess(false);
    advance(5000);
    expect(await guess(true, PASSWORD_GUESSES, { began })).toBe(LOCKED);
    expect(await guess(true)).toBe('in');
  });

  it.each([SIGN_UP_CODE_GUESSES, PASSWORD_GUESSES])(
    'are judged anew after a lost race, and written once: %#',
    async (rules) => {
      for (const right of [true, false]) {
        const { guess, lose, committed, windows } = setUp();
        lose(20);
        expect(await guess(right, rules)).toBe(right ? 'in' : rules === PASSWORD_GUESSES ? WRONG : WRONG_CODE);
        expect(committed).toHaveLength(1);
        expect(windows.get(rules.window)?.count).toBe(right ? undefined : 1);
      }
    },
  );

  it('are refused, right or wrong, when no race is won', async () => {
    for (const right of [true, false]) {
      const { guess, lose, committed } = setUp();
      await guess(false, SIGN_UP_CODE_GUESSES);
      lose(1_000_000);
      expect(await guess(right, SIGN_UP_CODE_GUESSES)).toBe('Rate exceeded');
      expect(committed).toHaveLength(1);
    }
  });
});

describe('a right guess that takes effect by its commit', () => {
  it('is committed together with the check that the count is unchanged', async () => {
    const { guess, committed } = setUp();
    await guess(true, SIGN_UP_CODE_GUESSES);
    const { id } = attemptsRef(SIGN_UP_CODE_GUESSES, guesser);
    expect(committed).toStrictEqual([[OTHER, { op: 'check', kind: 'attempts', id, seen: undefined }]]);
  });

  it('is committed together with the end of earlier failures', async () => {
    const { guess, committed } = setUp();
    await guess(false, SIGN_UP_CODE_GUESSES);
    await guess(true, SIGN_UP_CODE_GUESSES);
    expect(committed[1]).toMatchObject([OTHER, { op: 'update', before: { count: 1 }, after: { count: 0 } }]);
  });

  it('answers what else was lost and leaves the count alone', async () => {
    const { guess, loseOthers, windows } = setUp();
    await guess(false, SIGN_UP_CODE_GUESSES);
    loseOthers();
    expect(await guess(true, SIGN_UP_CODE_GUESSES)).toBe('lost');
    expect(windows.get('CODE#SIGN_UP')?.count).toBe(1);
  });
});

describe('a right guess that is held back', () => {
  it('writes what it gets, then forgets earlier failures, and nothing together', async () => {
    const { guess, committed } = setUp();
    await guess(false);
    expect(await guess(true)).toBe('in');
    const forgotten = { op: 'update', before: { count: 1 }, after: { count: 0, lockedUntil: 0 } };
    expect(committed.slice(1)).toMatchObject([[OTHER], [forgotten]]);
  });

  it('that was used before leaves the count alone', async () => {
    const { guess, loseOthers, stored } = setUp();
    await guess(false);
    loseOthers();
    expect(await guess(true)).toBe('lost');
    expect(stored()?.count).toBe(1);
  });

  it('is not released when others locked the window meanwhile, and is when they only failed', async () => {
    for (const [failures, outcome] of [
      [5, LOCKED],
      [4, 'in'],
    ] as const) {
      const { guess, windows, before, now } = setUp();
      const locked = failures === 5 ? now() + 1000 : 0;
      before(() => {
        const id = attemptsRef(PASSWORD_GUESSES, guesser).id;
        windows.set('PASSWORD', { ...id, count: failures, lockedUntil: locked, expiresAt: now() + 1, version: 77 });
      });
      expect(await guess(true)).toBe(outcome);
      // One right guess resets the count once: failures that come after that stay.
      expect(windows.get('PASSWORD')?.count).toBe(failures);
    }
  });
});

describe('sign-up codes', () => {
  it('may be guessed wrong 15 times, then not for an hour', async () => {
    const { guess, advance } = setUp();
    for (let failure = 1; failure <= 15; failure++) expect(await guess(false, SIGN_UP_CODE_GUESSES)).toBe(WRONG_CODE);
    const locked = LIMIT_EXCEEDED.message;
    expect(await guess(true, SIGN_UP_CODE_GUESSES)).toBe(locked);
    advance(60 * MINUTE_MS - 1);
    expect(await guess(true, SIGN_UP_CODE_GUESSES)).toBe(locked);
    advance(1);
    expect(await guess(false, SIGN_UP_CODE_GUESSES)).toBe(WRONG_CODE);
  });
});
