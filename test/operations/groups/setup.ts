import { HANDLERS } from '#core/job-handlers/handlers.ts';
import { runDueJobs } from '#core/jobs/run.ts';
import type { OwnGroup } from '#core/users/user.ts';
import type { TestApp } from '#test/app.ts';

export const NO_GROUP = { name: 'ResourceNotFoundException', message: 'Group not found.' };
export const NO_USER = { name: 'UserNotFoundException', message: 'User does not exist.' };
export const BAD_TOKEN = { name: 'InvalidParameterException', message: 'Invalid pagination token given.' };
export const ABSENT_POOL = 'us-east-1_Nobody123';
export const NO_POOL = {
  name: 'ResourceNotFoundException',
  message: `User pool ${ABSENT_POOL} does not exist.`,
};
export const ROLE = 'arn:aws:iam::123456789012:role/editor';

/** All pages of a list. */
export async function pages<T>(
  list: (more: object) => Promise<{ readonly NextToken?: string } & Record<string, unknown>>,
  member: string,
): Promise<readonly (readonly T[])[]> {
  const found: (readonly T[])[] = [];
  let NextToken: string | undefined;
  do {
    const page = await list({ NextToken });
    found.push(page[member] as readonly T[]);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}

/** Groups of these names, stored without an operation; what a user who is in all of them has. */
export async function storeGroups(app: TestApp, poolId: string, names: readonly string[]): Promise<OwnGroup[]> {
  const own = names.map((name) => ({ name, gid: app.deps.random.uuid() }));
  const now = app.deps.clock.now();
  const created = own.map((group) => ({ ...group, poolId, createdAt: now, modifiedAt: now }));
  const lost = await app.deps.records.commit(created.map((value) => ({ op: 'create', kind: 'group', value })));
  if (lost) throw new Error('One of the groups exists.');
  return own;
}

/** Lets the jobs do all that there is to do, the second sweeps included. */
export async function finishJobs(app: TestApp): Promise<void> {
  for (let minutes = 0; minutes < 3; minutes++) {
    while ((await runDueJobs(app.deps, HANDLERS)) > 0);
    app.advance(61_000);
  }
}
