import { parseArgs } from 'node:util';
import { loadDataKeys } from '#adapters/dynamo/data-keys.ts';
import { createRecords } from '#adapters/dynamo/records.ts';
import { masterKeyFile } from '#adapters/local/master-key.ts';
import { newAccessKey, storeAccessKey } from '#core/access-keys/create.ts';
import { createKeyring } from '#core/keys/keyring.ts';
import { sharedTable } from '#infra/local/table.ts';
import { KEY_PURPOSES } from '#ports/keys.ts';
import type { Records } from '#ports/records.ts';
import { parseConfig } from '#runtime/config.ts';
import { systemClock, systemRandom } from '#runtime/container.ts';
import { consoleLogger } from '#runtime/logger.ts';
import { OperatorError } from './operator-error.ts';
import { readStack, withStackRecords } from './stack.ts';

const USAGE = `Access keys for signed (admin) operations.

  npm run access-key -- create [--actions A,B] [--pools P,Q] [--description TEXT]
  npm run access-key -- list
  npm run access-key -- disable KEY_ID

--stack    of the deployment on AWS with this stack name, with your own AWS credentials; else of this machine
--region   where that stack is (default AWS_REGION or that of the profile)
--actions  what the key may do, such as cognito-idp:AdminGet* (default cognito-idp:*)
--pools    on which pools, by id (default *: all, and what concerns no pool, such as CreateUserPool)
The first key of a stack makes its data keys, too. On this machine the data directory is OWNPOOL_DATA_DIR (.ownpool).
A running server takes a change up within 10 seconds.`;

const ACTION = /^cognito-idp:[A-Za-z*]+$/;
const POOL = /^[\w*-]+$/;

async function main(args: readonly string[]): Promise<void> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      actions: { type: 'string' },
      pools: { type: 'string' },
      description: { type: 'string' },
      stack: { type: 'string' },
      region: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const [command, ...operands] = positionals;
  if (values.help || !command) return console.log(USAGE);
  const actions = patterns('--actions', values.actions ?? 'cognito-idp:*', ACTION);
  const pools = patterns('--pools', values.pools ?? '*', POOL);
  if (values.region !== undefined && values.stack === undefined) {
    throw new OperatorError(`--region belongs to --stack.\n\n${USAGE}`);
  }
  const run = runOf(command, operands, { actions, pools }, values.description);
  if (!run) throw new OperatorError(USAGE);
  if (values.stack === undefined) return withLocalRecords(run);
  const stack = await readStack(values.stack, values.region);
  if (stack.warning) console.error(stack.warning);
  await withStackRecords(stack, { create: command === 'create' }, run);
}

function runOf(
  command: string,
  operands: readonly string[],
  policy: { actions: string[]; pools: string[] },
  description?: string,
): ((records: Records) => Promise<void>) | undefined {
  const [id] = operands;
  if (command === 'create' && !id) return (records) => create(records, policy, description);
  if (command === 'list' && !id) return list;
  if (command === 'disable' && id && operands.length === 1) return (records) => disable(records, id);
  return undefined;
}

function patterns(option: string, text: string, form: RegExp): string[] {
  const all = text.split(',').map((one) => one.trim());
  const wrong = all.find((one) => !form.test(one));
  if (wrong !== undefined) throw new OperatorError(`${option} has "${wrong}", which matches nothing.\n\n${USAGE}`);
  return all;
}

async function withLocalRecords(run: (records: Records) => Promise<void>): Promise<void> {
  const open = await sharedTable(parseConfig(process.env));
  try {
    const wrapper = await masterKeyFile(open.file('master.key'));
    // All data keys are loaded, because a table that has a record and lacks a data key is refused.
    const keys = createKeyring(await loadDataKeys(open.table, wrapper, KEY_PURPOSES), systemClock);
    await run(createRecords(open.table, keys, systemClock, consoleLogger('warn')));
  } finally {
    await open.close();
  }
}

async function create(
  records: Records,
  policy: { actions: string[]; pools: string[] },
  description?: string,
): Promise<void> {
  const key = newAccessKey({ random: systemRandom, clock: systemClock }, policy, description);
  await storeAccessKey(records, key);
  console.log(`aws_access_key_id = ${key.id}\naws_secret_access_key = ${key.secret}\n`);
  console.error('The secret is not shown again.');
}

async function list(records: Records): Promise<void> {
  let token: string | undefined;
  do {
    const page = await records.list('accessKeys', {}, { limit: 60, token });
    for (const { id, enabled, createdAt, policy, description = '' } of page.values) {
      const created = new Date(createdAt).toISOString().slice(0, 10);
      console.log(
        [
          id,
          enabled ? 'enabled' : 'disabled',
          created,
          policy.actions.join(','),
          policy.pools.join(','),
          description,
        ].join('  '),
      );
    }
    token = page.nextToken;
  } while (token);
}

async function disable(records: Records, id: string): Promise<void> {
  const { key } = await records.read({ key: { kind: 'accessKey', id: { id } } });
  if (!key) throw new OperatorError(`There is no access key ${id}.`);
  const lost = await records.commit([
    { op: 'update', kind: 'accessKey', before: key, after: { ...key, enabled: false } },
  ]);
  if (lost) throw new OperatorError(`${id} was changed at the same moment; try again.`);
  console.log(`${id} is disabled.`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
