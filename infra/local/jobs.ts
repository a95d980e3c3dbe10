import { HANDLERS } from '#core/job-handlers/handlers.ts';
import { runDueJobs } from '#core/jobs/run.ts';
import type { Deps } from '#ports/deps.ts';
import type { Logger } from '#ports/logger.ts';

const BUSY_MS = 1_000;
const IDLE_MS = 15_000;

export type JobLoop = {
  /** Starts a round now, or after the current round. */
  readonly wake: () => void;
  /** Stops the loop. Resolves when the current slice has ended. */
  readonly stop: () => Promise<void>;
};

/**
 * Runs jobs as long as the server runs. The first round starts at once, and resumes what an earlier process left. The
 * next one follows a second after a round that found work, and 15 seconds after one that found none. Two rounds never
 * overlap.
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
