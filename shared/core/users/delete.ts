import type { Call } from '#core/call.ts';
import { jobChange, wakeJobs } from '#core/jobs/create.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import { readUserAgain } from './change.ts';
import type { User } from './user.ts';

/**
 * Deletes a user. One commit deletes the user, its names and its search facets, and creates a job that erases the
 * user's other records. The names are free at once, and the tokens are no longer accepted. Throws UserNotFoundException
 * when somebody else deleted the user first.
 */
export async function deleteUser(call: Call, user: User): Promise<void> {
  const { deps } = call;
  const { poolId, sub } = user;
  const job = jobChange(call, { kind: 'delete-user', poolId, sub });
  let before = user;
  await untilCommitted(async () => {
    const lost = await deps.records.commit([{ op: 'remove', kind: 'user', before }, job]);
    if (!lost) return;
    before = await readUserAgain(call, before);
    return AGAIN;
  });
  await Promise.all([deps.records.countUsers(poolId, -1), wakeJobs(call)]);
}
