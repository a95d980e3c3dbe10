import { describe, expect, it } from 'vitest';
import { type Attempts, CHANGE_PASSWORD_GUESSES, PASSWORD_GUESSES } from '#core/guesses/attempts.ts';
import { settleGuess } from '#core/guesses/settle.ts';
import type { Change, Lost, Records, Ref } from '#ports/records.ts';
import { callOf } from '#test/call.ts';

const guesser = { poolId: 'us-east-1_Pool00001', sub: 'sub-1' };
const NOW = 1_000_000;

/** Attempts records by window, kept as a store would keep them; `meanwhile` runs before the first commit. */
function setUp(meanwhile: (windows: Map<string, Attempts>) => void = () => {}) {
  const windows = new Map<string, Attempts>();
  const committed: (readonly Change[])[] = [];
  let first = true;
  const partsOf = (step: Change) => {
    if (step.kind !== 'attempts') return undefined;
    if (step.op === 'check') return { window: step.id.window, seen: step.seen };
    if (step.op === 'create' || step.op === 'put') return { window: step.value.window, seen: undefined };
    return { window: step.before.window, seen: step.before };
  };
  const records = {
    read: async (refs: Readonly<Record<string, Ref<'attempts'> | undefined>>) =>
      Object.fromEntries(Object.entries(refs).map(([name, ref]) => [name, ref && windows.get(ref.id.window)])),
    async commit(changes: readonly Change[]): Promise<Lost | undefined> {
      if (first) meanwhile(windows);
      first = false;
      for (const change of changes) {
        const parts = partsOf(change);
        if (parts && windows.get(parts.window)?.version !== parts.seen?.version) return { change };
      }
      committed.push(changes);
      for (const change of changes) {
        if (change.kind !== 'attempts') continue;
        if (change.op === 'remove') windows.delete(change.before.window);
        if (change.op === 'create') windows.set(change.value.window, { ...change.value, version: 1 });
        if (change.op === 'update') {
          windows.set(change.before.window, { ...change.after, version: change.before.version + 1 });
        }
      }
      return undefined;
    },
  } as unknown as Records;
  const guess = (right: boolean, changes: readonly Change[] = []) =>
    settleGuess(callOf({ records, clock: { now: () => NOW } }), CHANGE_PASSWORD_GUESSES, {
      guesser,
      seen: windows.get('CHANGE_PASSWORD'),
      right,
      changes,
      also: { rules: PASSWORD_GUESSES, seen: windows.get('PASSWORD') },
    });
  return { guess, windows, committed };
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
  it('counts in both in one commit, and a right one resets both', async () => {
    const { guess, windows, committed } = setUp();
    for (let i = 0; i < 3; i++) await expect(guess(false)).rejects.toThrow('Incorrect username or password.');
    expect([...windows.values()].map(({ window, count }) => [window, count])).toEqual([
      ['CHANGE_PASSWORD', 3],
      ['PASSWORD', 3],
    ]);
    expect(await guess(true)).toBeUndefined();
    expect(windows.size).toBe(0);
    expect(committed.map((changes) => changes.length)).toEqual([2, 2, 2, 2]);
  });

  it.each(['CHANGE_PASSWORD', 'PASSWORD'])('reads both again when the count in %s moved first', async (window) => {
    for (const right of [true, false]) {
      const { guess, windows, committed } = setUp((stored) => stored.set(window, failed(window, 2)));
      await guess(right).catch(() => {});
      expect(committed).toHaveLength(1);
      expect(windows.get(window)?.count).toBe(right ? undefined : 3);
    }
  });

  it.each([
    ['CHANGE_PASSWORD', 'Attempt limit exceeded, please try after some time.'],
    ['PASSWORD', 'Password attempts exceeded'],
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
