import { runDueJobs } from '#core/jobs/run.ts';
import type { Deps } from '#ports/deps.ts';
import type { Logger } from '#ports/logger.ts';

const BUSY_MS = 1_000;
const IDLE_MS = 15_000;

/**
 * Runs jobs for as long as the server does: at once, so that what an earlier run left is resumed, then every second
 * while there is work and every 15 seconds while there is none. Two rounds never overlap.
 */
export function startJobLoop(deps: Deps, logger: Logger): { readonly stop: () => Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = run();

  async function run(): Promise<void> {
    let worked = 0;
    try {
      worked = await runDueJobs(deps);
    } catch (error) {
      logger.error('jobs.failed', { ...(error instanceof Error && { error: error.name, stack: error.stack }) });
    }
    if (stopped) return;
    timer = setTimeout(
      () => {
        round = run();
      },
      worked > 0 ? BUSY_MS : IDLE_MS,
    );
    timer.unref();
  }

  return {
    /** Resolves when the slice that is running has ended. */
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}
