import { beforeEach, describe, expect, it } from 'vitest';
import { CognitoError } from '#core/errors.ts';
import { HANDLERS } from '#core/job-handlers/handlers.ts';
import { jobChange } from '#core/jobs/create.ts';
import type { JobHandler, JobHandlers } from '#core/jobs/handler.ts';
import type { Job } from '#core/jobs/job.ts';
import { runDueJobs } from '#core/jobs/run.ts';
import { STALLED_SECONDS, stalledSeconds } from '#core/jobs/stalled.ts';
import type { LogFields, Logger } from '#ports/logger.ts';
import { testApp } from '#test/app.ts';
import { callOf } from '#test/call.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const app = testApp(beforeEach);
let logged: { readonly event: string; readonly fields?: LogFields }[];
beforeEach(async () => {
  logged = [];
});

type PoolHandler = JobHandler<'delete-pool'>;

const log = (event: string, fields?: LogFields) => void logged.push({ event, fields });
const logger: Logger = { info: log, warn: log, error: log };
const handlersWith = (handler: PoolHandler): JobHandlers => ({ ...HANDLERS, 'delete-pool': handler });
/** One round in which jobs of pools do this. */
const round = (handler: PoolHandler) => runDueJobs({ ...app.deps, logger }, handlersWith(handler));
const fails: PoolHandler = () => Promise.reject(new RangeError('No such thing.'));
const goesOn: PoolHandler = async () => ({ over: false, items: 3, cursor: { sweep: 1 } });
const idles: PoolHandler = async () => ({ over: false, items: 0, cursor: { sweep: 1 } });
const ends: PoolHandler = async () => ({ over: true, items: 1, result: { erased: 1, note: 'all' } });

async function newJob(poolId = 'us-east-1_Pool00001'): Promise<void> {
  const lost = await app.deps.records.commit([jobChange(callOf(app.deps), { kind: 'delete-pool', poolId })]);
  expect(lost).toBeUndefined();
}

async function jobs(finished = false): Promise<readonly Job[]> {
  return (await app.deps.records.list('jobs', { finished }, { limit: 60 })).values;
}

const theJob = async () => (await jobs())[0]!;
const stalled = () => stalledSeconds(app.deps);

describe('a slice', () => {
  it('is followed by the next one at once, from its cursor, until the job is over', async () => {
    await newJob();
    const cursors: unknown[] = [];
    await round(async (_call, { cursor }) => {
      cursors.push(cursor);
      return { over: false, items: 3, cursor: { sweep: 2 } };
    });
    expect(await theJob()).toMatchObject({ items: 3, cursor: { sweep: 2 }, dueAt: app.deps.clock.now() });
    await round(async (call, job) => {
      cursors.push(job.cursor);
      return ends(call, job);
    });
    expect(cursors).toEqual([undefined, { sweep: 2 }]);
    expect(await jobs()).toEqual([]);
    expect(await jobs(true)).toMatchObject([{ items: 4, finished: { result: { erased: 1, note: 'all' } } }]);
    expect(await round(ends)).toBe(0);
  });

  it('may have the next one wait', async () => {
    await newJob();
    await round(async () => ({ over: false, items: 0, cursor: { sweep: 2 }, waitMs: 30 * SECOND }));
    expect(await round(ends)).toBe(0);
    app.advance(30 * SECOND);
    expect(await round(ends)).toBe(1);
  });

  it('leaves a job that an earlier version made at its beginning', async () => {
    const now = app.deps.clock.now();
    const value = { id: 'old', kind: 'delete-pool', poolId: 'p', sweep: 2, dueAt: now, createdAt: now } as const;
    await app.deps.records.commit([{ op: 'create', kind: 'job', value }]);
    expect(await runDueJobs(app.deps, HANDLERS)).toBe(1);
    expect(await theJob()).toMatchObject({ id: 'old', items: 0, cursor: { sweep: 2 }, dueAt: now + MINUTE });
    app.advance(MINUTE);
    await runDueJobs(app.deps, HANDLERS);
    expect(await jobs(true)).toMatchObject([{ id: 'old', finished: { result: { erased: 0 } } }]);
  });
});

describe('a slice that fails', () => {
  it('is counted with its error, and comes up again after a pause that grows', async () => {
    await newJob();
    const pauses: number[] = [];
    for (let failure = 1; failure <= 8; failure++) {
      expect(await round(fails)).toBe(1);
      const job = await theJob();
      const at = app.deps.clock.now();
      expect(job.failures).toEqual({ count: failure, inARow: failure, at, error: 'RangeError: No such thing.' });
      expect(job).not.toHaveProperty('leased');
      pauses.push((job.dueAt - at) / SECOND);
      app.advance(job.dueAt - at - 1);
      expect(await round(fails)).toBe(0);
      app.advance(1);
    }
    expect(pauses).toEqual([15, 30, 60, 120, 240, 480, 900, 900]);
    expect(logged).toHaveLength(8);
  });

  it('is remembered when the job gets on, and the next failure is the first in a row', async () => {
    await newJob();
    await round(fails);
    app.advance(15 * SECOND);
    await round(goesOn);
    expect((await theJob()).failures).toMatchObject({ count: 1, inARow: 0, error: 'RangeError: No such thing.' });
    await round(fails);
    expect(await theJob()).toMatchObject({
      failures: { count: 2, inARow: 1 },
      dueAt: app.deps.clock.now() + 15 * SECOND,
    });
  });

  it('keeps as much of an error as an operator needs', async () => {
    await newJob();
    await round(() => Promise.reject(new Error('x'.repeat(10_000))));
    expect((await theJob()).failures!.error.length).toBeLessThan(310);
    app.advance(MINUTE);
    const cause = new TypeError('No answer.');
    await round(() => Promise.reject(new CognitoError('InternalErrorException', 'Wrong.', { cause })));
    expect((await theJob()).failures!.error).toBe('InternalErrorException: Wrong. (TypeError: No answer.)');
    app.advance(MINUTE);
    await round(() => Promise.reject('text'));
    expect((await theJob()).failures!.error).toBe('unknown');
  });

  it('does not keep another job of the same round from its own', async () => {
    await newJob('us-east-1_Pool00001');
    app.advance(1);
    await newJob('us-east-1_Pool00002');
    expect(await round((call, job) => (job.poolId.endsWith('1') ? fails(call, job) : ends(call, job)))).toBe(2);
    expect(await jobs(true)).toMatchObject([{ poolId: 'us-east-1_Pool00002' }]);
  });

  it('is left to its lease when not even the failure can be written', async () => {
    await newJob();
    const { records } = app.deps;
    let commits = 0;
    const commit: typeof records.commit = (changes) =>
      ++commits > 1 ? Promise.reject(new Error('down')) : records.commit(changes);
    await runDueJobs({ ...app.deps, logger, records: { ...records, commit } }, handlersWith(fails));
    expect(await theJob()).toMatchObject({ leased: true, dueAt: app.deps.clock.now() + 2 * MINUTE });
    expect(logged.map(({ event }) => event)).toEqual(['job.failed', 'job.failure-not-counted']);
  });
});

describe('a runner that dies in the middle of a slice', () => {
  /** This handler never answers, as if the process were gone. */
  const dies: PoolHandler = () => new Promise(() => {});

  async function crash(): Promise<void> {
    const begun = new Promise<void>((resolve) => {
      void round((call, job) => {
        resolve();
        return dies(call, job);
      });
    });
    await begun;
  }

  it('is succeeded by another when its lease is over, which counts a failure', async () => {
    await newJob();
    await round(goesOn);
    await crash();
    const at = app.deps.clock.now();
    expect(await theJob()).toMatchObject({ leased: true, items: 3, dueAt: at + 2 * MINUTE });
    app.advance(2 * MINUTE - 1);
    expect(await round(ends)).toBe(0);
    app.advance(1);
    let seen: Job | undefined;
    const worked = await round(async (call, job) => {
      seen = job;
      return ends(call, job);
    });
    expect(worked).toBe(1);
    const error = 'The slice was interrupted: its lease expired.';
    expect(seen).toMatchObject({ cursor: { sweep: 1 }, failures: { count: 1, inARow: 1, error } });
    expect(await jobs(true)).toMatchObject([{ items: 4, failures: { count: 1 } }]);
  });

  it('is a failure in a row, so that a slice that takes its process along is stalled', async () => {
    await newJob();
    for (let crashes = 0; crashes < 6; crashes++) {
      await crash();
      app.advance(2 * MINUTE);
    }
    await crash();
    expect((await theJob()).failures).toMatchObject({ count: 6, inARow: 6 });
    expect(await stalled()).toBe(STALLED_SECONDS + 1);
  });
});

describe('two runners at once', () => {
  it('never work on the same job, and both on what there is', async () => {
    const pools = Array.from({ length: 6 }, (_, n) => `us-east-1_Pool0000${n}`);
    for (const pool of pools) await newJob(pool);
    const worked: string[] = [];
    const handler: PoolHandler = async (call, job) => {
      worked.push(job.poolId);
      return ends(call, job);
    };
    const counts = await Promise.all([round(handler), round(handler)]);
    expect(counts[0]! + counts[1]!).toBe(6);
    expect(worked.toSorted()).toEqual(pools);
    expect(await jobs(true)).toHaveLength(6);
  });

  it('leave what came of a job to the one that has the lease', async () => {
    await newJob();
    await round(async () => {
      app.advance(2 * MINUTE);
      await round(ends);
      throw new Error('Too late.');
    });
    expect(await jobs()).toEqual([]);
    // The second one found that the first did not end in time; that it failed as well changes nothing any more.
    expect(await jobs(true)).toMatchObject([{ failures: { count: 1 }, finished: { result: { erased: 1 } } }]);
  });
});

describe('a job of a kind that a newer version made', () => {
  const newer = (n: number) => {
    const now = app.deps.clock.now();
    const value = {
      id: `newer-${n}`,
      kind: n % 2 ? 'paint' : 'constructor',
      poolId: 'p',
      colour: n,
      dueAt: now - 1,
      createdAt: now,
    };
    return { op: 'create', kind: 'job', value: value as unknown as Job } as const;
  };

  it('is left as it is, said in the log, and keeps no other waiting', async () => {
    await app.deps.records.commit(Array.from({ length: 25 }, (_, n) => newer(n)));
    await newJob();
    const before = (await jobs()).filter(({ id }) => id.startsWith('newer'));
    expect(before).toHaveLength(25);
    expect(await round(ends)).toBe(1);
    expect(logged.map(({ event, fields }) => [event, fields?.job]).toSorted()).toEqual([
      ['job.unknown-kind', 'constructor'],
      ['job.unknown-kind', 'paint'],
    ]);
    expect(await round(ends)).toBe(0);
    expect(await jobs()).toEqual(before);
  });

  it('is stalled when nobody comes who knows it', async () => {
    await app.deps.records.commit([newer(1)]);
    app.advance(20 * MINUTE);
    await round(ends);
    expect(await stalled()).toBe(20 * 60);
  });
});

describe('how long a job has not got on', () => {
  it('is nothing without jobs, with one that is over, and with one that just came', async () => {
    expect(await stalled()).toBe(0);
    await newJob();
    expect(await stalled()).toBe(0);
    await round(ends);
    app.advance(20 * MINUTE);
    expect(await stalled()).toBe(0);
  });

  it('is nothing for one that takes long and gets on', async () => {
    await newJob();
    for (let minutes = 0; minutes < 60; minutes++) {
      await round(goesOn);
      app.advance(MINUTE);
      expect(await stalled()).toBe(60);
    }
  });

  it('begins with the end of a wait that was meant', async () => {
    await newJob();
    await round(async () => ({ over: false, items: 0, cursor: { sweep: 2 }, waitMs: 10 * MINUTE }));
    app.advance(10 * MINUTE);
    expect(await stalled()).toBe(0);
    app.advance(MINUTE);
    expect(await stalled()).toBe(60);
  });

  it('grows while slices do nothing, fail, or nobody comes', async () => {
    await newJob();
    await round(goesOn);
    await round(idles);
    app.advance(5 * MINUTE);
    await round(idles);
    expect(await stalled()).toBe(5 * 60);
    await round(fails);
    app.advance(5 * MINUTE);
    expect(await stalled()).toBe(10 * 60);
    await round(goesOn);
    expect(await stalled()).toBe(0);
  });

  it('is beyond the bound after five failures in a row, until the job gets on', async () => {
    await newJob();
    for (let failure = 1; failure <= 5; failure++) {
      await round(fails);
      expect((await stalled()) > STALLED_SECONDS).toBe(failure === 5);
      app.advance((await theJob()).dueAt - app.deps.clock.now());
    }
    await round(goesOn);
    expect(await stalled()).toBe(0);
  });

  it('is that of the one that is worst off, whatever it waits for', async () => {
    await newJob('us-east-1_Pool00001');
    for (let failure = 1; failure <= 8; failure++) {
      await round(fails);
      app.advance((await theJob()).dueAt - app.deps.clock.now());
    }
    await round(fails);
    const seconds = await stalled();
    await newJob('us-east-1_Pool00002');
    expect(await stalled()).toBe(seconds);
    expect(seconds).toBeGreaterThan(40 * 60);
  });
});
