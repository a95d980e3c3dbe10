import { parseArgs } from 'node:util';
import type { Job } from '#core/jobs/job.ts';
import type { Records } from '#ports/records.ts';
import { systemClock } from '#runtime/container.ts';
import { withLocalRecords } from './local.ts';
import { OperatorError } from './operator-error.ts';
import { readStack, withStackRecords } from './stack.ts';

const USAGE = `Lists the jobs of a deployment: first those that are not finished, in the order in which they are due, and then those that
ended within a day.

  npm run jobs [-- --stack NAME [--region REGION]]

--stack    the deployment on AWS with this stack name, read with your own AWS credentials (default: this machine)
--region   the region of that stack (default: AWS_REGION or the region of the profile)
On this machine the data directory is OWNPOOL_DATA_DIR (.ownpool), whether a server runs on it or not.`;

async function main(args: readonly string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { stack: text, region: text, help: { type: 'boolean' } },
  });
  if (values.help) return console.log(USAGE);
  if (values.stack === undefined) {
    if (values.region !== undefined) throw new OperatorError(`--region needs --stack.\n\n${USAGE}`);
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
        // An expired job counts as deleted, even while the store still has it.
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
  const fields = [id, kind, poolId, `created ${time(createdAt)}`, `${items} items`, state(job, now)];
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
  if (leased) return dueAt > now ? `running, until ${time(dueAt)} at most` : `interrupted, due since ${time(dueAt)}`;
  return dueAt > now ? `due ${time(dueAt)}` : `due since ${time(dueAt)}`;
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/**
 * Makes a text fit for one line of a terminal. An error may contain any text, even characters that steer the terminal.
 */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
