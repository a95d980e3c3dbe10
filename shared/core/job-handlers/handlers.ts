import { clearMemberships } from '#core/groups/members.ts';
import type { JobHandlers } from '#core/jobs/handler.ts';
import { afterErasing } from './sweeps.ts';

/** The number of users, or of other items, that one slice of a deletion erases. */
const SLICE = 100;

/** The handler of each kind of job. */
export const HANDLERS: JobHandlers = {
  'delete-user': async ({ deps }, job) => afterErasing(job, await deps.records.eraseUser(job.poolId, job.sub, SLICE)),
  'delete-group': async (call, job) => afterErasing(job, await clearMemberships(call, job, SLICE)),
  'delete-pool': async ({ deps }, job) => afterErasing(job, await deps.records.erasePool(job.poolId, SLICE)),
};
