import { parseArgs } from 'node:util';
import type { Job } from '#core/jobs/job.ts';
import type { Records } from '#ports/records.ts';
import { systemClock } from '#runtime/container.ts';
import { withLocalRecords } from './local.ts';
import { OperatorError } from './operator-error.ts';
import { readStack, withStackRecords } from './stack.ts';

const USAGE = `Lists the jobs of a deployment: those that are to be done, the next one first, then those that ended within a day.

  npm run jobs [-- --stack NAME [--region REGION]]

--stack    of the deployment on AWS with this stack name, with your own AWS credentials; else of this machine
--region   where that stack is (default AWS_REGION or that of the profile)
On this machine the data directory is OWNPOOL_DATA_DIR (.ownpool), whether a server runs on it or not.`;

async function main(args: readonly string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { stack: text, region: text, help: { type: 'boolean' } },
  });
  if (values.help) return console.log(USAGE);
  if (values.stack === undefined) {
    if (values.region !== undefined) throw new OperatorError(`--region belongs to --stack.\n\n${USAGE}`);
    return withLocalRecords(list);
  }
  const stack = await readStack(values.stack, values.region);
  if (stack.warning) console.error(stack.warning);
  await withStackRecords(stack, { create: false }, list);
}

async function list(records: Records): Promise<void> {
  const now = systemClock.now();
  let found = 0;
  for (const finished of [false, true]) {
    let token: string | undefined;
    do {
      const page = await records.list('jobs', { finished }, { limit: 60, token });
      for (const job of page.values) {
        // What has expired is not there any more, whenever it goes.
        if (job.expiresAt !== undefined && job.expiresAt <= now) continue;
        console.log(line(job, now));
        found++;
      }
      token = page.nextToken;
    } while (token);
  }
  if (found === 0) console.error('There are no jobs.');
}

function line(job: Job, now: number): string {
  const { id, kind, poolId, createdAt, items = 0, failures } = job;
  const fields = [id, kind, poolId, `made ${time(createdAt)}`, `${items} items`, state(job, now)];
  if (failures) {
    fields.push(
      `${failures.count} failures, ${failures.inARow} in a row, the last ${time(failures.at)}`,
      failures.error,
    );
  }
  return fields.map(printable).join('  ');
}

function state({ finished, leased, dueAt }: Job, now: number): string {
  if (finished) {
    const result = Object.entries(finished.result).map(([name, value]) => `${name}=${value}`);
    return [`ended ${time(finished.at)}`, ...result].join(' ');
  }
  if (leased) return dueAt > now ? `running, until ${time(dueAt)} at most` : `broke off, due since ${time(dueAt)}`;
  return dueAt > now ? `due ${time(dueAt)}` : `due since ${time(dueAt)}`;
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** An error may hold anything: it gets one line, and none of its characters may steer the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
