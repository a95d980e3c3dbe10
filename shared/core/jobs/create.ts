import type { Call } from '#core/call.ts';
import type { Change } from '#ports/records.ts';
import type { Work } from './job.ts';

/** Returns the change that creates a job. After the commit, `wakeJobs` starts it. */
export function jobChange({ deps: { clock, random } }: Call, work: Work): Change<'job'> {
  const now = clock.now();
  return { op: 'create', kind: 'job', value: { ...work, id: random.uuid(), createdAt: now, dueAt: now } };
}

/** Starts the jobs that are due. It never rejects, because the runner also looks for due jobs every minute. */
export async function wakeJobs({ deps: { wakeJobs: wake, logger } }: Call): Promise<void> {
  try {
    await wake();
  } catch (error) {
    logger.warn('jobs.not-woken', { error: error instanceof Error ? error.name : 'unknown' });
  }
}
