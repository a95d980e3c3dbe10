import { describe, expect, it } from 'vitest';
import { type Attempts, CHANGE_PASSWORD_GUESSES, type GuessRules, PASSWORD_GUESSES } from '#core/guesses/attempts.ts';
import { guardedCommit } from '#core/guesses/guarded.ts';
import type { Change } from '#ports/records.ts';
import { callOf } from '#test/call.ts';
import { ATTEMPTS_EXCEEDED, INCORRECT, LIMIT_EXCEEDED } from '#test/errors.ts';
import { countsStore } from './counts-store.ts';

const guesser = { poolId: 'us-east-1_Pool00001', sub: 'sub-1' };
const NOW = 1_000_000;

/** `meanwhile` runs before the first commit. */
function setUp(meanwhile: (windows: Map<string, Attempts>) => void = () => {}) {
  const store = countsStore();
  const { records, windows } = store;
  store.before(() => meanwhile(windows));
  const window = (rules: GuessRules) => ({ rules, seen: windows.get(rules.window) });
  const guess = (right: boolean, changes: readonly Change[] = []) =>
    guardedCommit(
      callOf({ records, clock: { now: () => NOW } }),
      {
        guesser,
        windows: [window(CHANGE_PASSWORD_GUESSES), window(PASSWORD_GUESSES)],
        judge: () => (right ? {} : undefined),
      },
      () => changes,
    );
  return { ...store, guess };
}

const failed = (window: string, count: number, lockedUntil = 0): Attempts => ({
  poolId: guesser.poolId,
  subject: guesser.sub,
  window,
  count,
  lockedUntil,
  expiresAt: NOW + 60_000,
  version: count,
});

describe('a guess that counts in two windows', () => {
  it('counts in both in one commit; a right one resets the first with its commit and the other afterwards', async () => {
    const { guess, windows, committed } = setUp();
    for (let i = 0; i < 3; i++) await expect(guess(false)).rejects.toMatchObject(INCORRECT);
    expect([...windows.values()].map(({ window, count }) => [window, count])).toEqual([
      ['CHANGE_PASSWORD', 3],
      ['PASSWORD', 3],
    ]);
    expect(await guess(true)).toBeUndefined();
    expect([...windows.values()].map(({ count }) => count)).toEqual([0, 0]);
    expect(committed.map((changes) => changes.map(({ op }) => op))).toEqual([
      ['create', 'create'],
      ['update', 'update'],
      ['update', 'update'],
      ['update', 'check'],
      ['update'],
    ]);
  });

  it.each(['CHANGE_PASSWORD', 'PASSWORD'])('reads both again when the count in %s moved first', async (window) => {
    for (const right of [true, false]) {
      const { guess, windows, committed } = setUp((stored) => stored.set(window, failed(window, 2)));
      await guess(right).catch(() => {});
      expect(committed).toHaveLength(right && window === 'PASSWORD' ? 2 : 1);
      expect(windows.get(window)?.count).toBe(right ? 0 : 3);
    }
  });

  it.each([
    ['CHANGE_PASSWORD', LIMIT_EXCEEDED.message],
    ['PASSWORD', ATTEMPTS_EXCEEDED.message],
  ])('is not released when a lock in %s came first', async (window, message) => {
    for (const right of [true, false]) {
      const { guess, committed } = setUp((stored) => stored.set(window, failed(window, 5, NOW + 1)));
      await expect(guess(right)).rejects.toThrow(message);
      expect(committed).toEqual([]);
    }
  });

  it('answers the loss of any other step, also of one about attempts', async () => {
    const { guess, windows } = setUp();
    windows.set('OTHER', failed('OTHER', 2));
    const step = { op: 'remove', kind: 'attempts', before: failed('OTHER', 1) } as const;
    expect(await guess(true, [step])).toEqual({ change: step });
  });
});
