import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job } from '#core/jobs/job.ts';
import { startJobLoop } from '#infra/local/jobs.ts';
import type { Logger } from '#ports/logger.ts';
import type { Records } from '#ports/records.ts';
import { callOf } from '#test/call.ts';

const JOB: Job = {
  id: 'j',
  kind: 'delete-pool',
  poolId: 'p',
  cursor: { sweep: 2 },
  dueAt: 0,
  createdAt: 0,
  version: 1,
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Records with `due` rounds of these jobs; a slice takes a second. */
function setUp(due: number, dueJobs?: Records['dueJobs'], jobs: readonly Job[] = [JOB]) {
  let rounds = 0;
  let slices = 0;
  let running = 0;
  const errors: string[] = [];
  const logger: Logger = { info: () => {}, warn: () => {}, error: (event) => errors.push(event) };
  const records = {
    dueJobs: dueJobs ?? (async () => (rounds++ < due ? jobs : [])),
    commit: async () => undefined,
    erasePool: async () => {
      expect(++running).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      running--;
      slices++;
      return { items: 0, over: true };
    },
  } as unknown as Records;
  const loop = startJobLoop(callOf({ records, clock: { now: () => Date.now() }, logger }).deps, logger);
  return {
    loop,
    errors,
    get rounds() {
      return rounds;
    },
    get slices() {
      return slices;
    },
  };
}

describe('the loop of the jobs', () => {
  it('begins at once, goes on every second while there is work, then every 15', async () => {
    const state = setUp(2);
    expect(state.rounds).toBe(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(state).toMatchObject({ rounds: 2, slices: 1 });
    await vi.advanceTimersByTimeAsync(2000);
    expect(state).toMatchObject({ rounds: 3, slices: 2 });
    await vi.advanceTimersByTimeAsync(14_999);
    expect(state.rounds).toBe(3);
    await vi.advanceTimersByTimeAsync(1);
    expect(state.rounds).toBe(4);
    await state.loop.stop();
  });

  it('stops when the running slice has ended, and begins no other', async () => {
    const state = setUp(9);
    await vi.advanceTimersByTimeAsync(0);
    let stopped = false;
    const end = state.loop.stop().then(() => {
      stopped = true;
    });
    await vi.advanceTimersByTimeAsync(999);
    expect(stopped).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await end;
    expect(state).toMatchObject({ rounds: 1, slices: 1 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state.rounds).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('stops after the running slice also when other jobs are due', async () => {
    const state = setUp(9, undefined, [JOB, { ...JOB, id: 'k' }]);
    await vi.advanceTimersByTimeAsync(0);
    const end = state.loop.stop();
    await vi.advanceTimersByTimeAsync(1000);
    await end;
    expect(state).toMatchObject({ rounds: 1, slices: 1 });
  });

  it('begins a round at once when it is woken', async () => {
    const state = setUp(0);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(state.rounds).toBe(1);
    state.loop.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(state.rounds).toBe(2);
    // Then it looks again as often as before.
    await vi.advanceTimersByTimeAsync(14_999);
    expect(state.rounds).toBe(2);
    await state.loop.stop();
  });

  it('begins one more round, however often it is woken while one runs, and none when it has stopped', async () => {
    const state = setUp(1);
    await vi.advanceTimersByTimeAsync(500);
    state.loop.wake();
    state.loop.wake();
    expect(state.rounds).toBe(1);
    await vi.advanceTimersByTimeAsync(501);
    expect(state).toMatchObject({ rounds: 2, slices: 1 });
    await vi.advanceTimersByTimeAsync(14_000);
    expect(state.rounds).toBe(2);
    await state.loop.stop();
    state.loop.wake();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state.rounds).toBe(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('survives a store that is down', async () => {
    let calls = 0;
    const state = setUp(0, async () => {
      calls++;
      throw new Error('down');
    });
    await vi.advanceTimersByTimeAsync(15_000);
    expect(calls).toBe(2);
    expect(state.errors).toEqual(['jobs.failed', 'jobs.failed']);
    await state.loop.stop();
  });
});
