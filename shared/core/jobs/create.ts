import type { Call } from '#core/call.ts';
import type { Change } from '#ports/records.ts';
import type { Work } from './job.ts';

/** The step of a commit that leaves work to a job. When the commit has been done, `wakeJobs` has it begin. */
export function jobStep({ deps: { clock, random } }: Call, work: Work): Change<'job'> {
  const now = clock.now();
  return { op: 'create', kind: 'job', value: { ...work, id: random.uuid(), createdAt: now, dueAt: now } };
}

/** Has jobs that are due begin. Never rejects: a job that nobody is woken for is found by who looks every minute. */
export async function wakeJobs({ deps: { wakeJobs: wake, logger } }: Call): Promise<void> {
  try {
    await wake();
  } catch (error) {
    logger.warn('jobs.not-woken', { error: error instanceof Error ? error.name : 'unknown' });
  }
}
