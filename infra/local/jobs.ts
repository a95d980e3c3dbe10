import { HANDLERS } from '#core/job-handlers/handlers.ts';
import { runDueJobs } from '#core/jobs/run.ts';
import type { Deps } from '#ports/deps.ts';
import type { Logger } from '#ports/logger.ts';

const BUSY_MS = 1_000;
const IDLE_MS = 15_000;

export type JobLoop = {
  /** Begins a round now, or, while one is running, as soon as that has ended. */
  readonly wake: () => void;
  /** Resolves when the slice that is running has ended. */
  readonly stop: () => Promise<void>;
};

/**
 * Runs jobs for as long as the server does: at once, so that what an earlier run left is resumed, then every second
 * while there is work and every 15 seconds while there is none. Two rounds never overlap.
 */
export function startJobLoop(deps: Deps, logger: Logger): JobLoop {
  let stopped = false;
  let running = false;
  let woken = false;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = run();

  async function run(): Promise<void> {
    running = true;
    woken = false;
    let worked = 0;
    try {
      worked = await runDueJobs(deps, HANDLERS, () => !stopped);
    } catch (error) {
      logger.error('jobs.failed', { ...(error instanceof Error && { error: error.name, stack: error.stack }) });
    }
    running = false;
    if (!stopped) next(woken ? 0 : worked > 0 ? BUSY_MS : IDLE_MS);
  }

  function next(milliseconds: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      round = run();
    }, milliseconds);
    timer.unref();
  }

  return {
    wake() {
      woken = true;
      if (!running && !stopped) next(0);
    },

    async stop() {
      stopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}
