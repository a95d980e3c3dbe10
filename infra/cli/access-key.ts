import { parseArgs } from 'node:util';
import { newAccessKey, storeAccessKey } from '#core/access-keys/create.ts';
import type { Records } from '#ports/records.ts';
import { systemClock, systemRandom } from '#runtime/container.ts';
import { withLocalRecords } from './local.ts';
import { OperatorError } from './operator-error.ts';
import { readStack, withStackRecords } from './stack.ts';

const USAGE = `Manages the access keys, which sign admin operations.

  npm run access-key -- create [--actions A,B] [--pools P,Q] [--description TEXT]
  npm run access-key -- list
  npm run access-key -- disable KEY_ID

--stack    the deployment on AWS with this stack name, read with your own AWS credentials (default: this machine)
--region   the region of that stack (default: AWS_REGION or the region of the profile)
--actions  the operations that the key may call, such as cognito-idp:AdminGet* (default: cognito-idp:*)
--pools    the ids of the pools that it may use (default: *, which includes operations without a pool, such as CreateUserPool)
The first key of a stack also makes its data keys. On this machine the data directory is OWNPOOL_DATA_DIR (.ownpool).
A running server takes up a change within 10 seconds.`;

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
    throw new OperatorError(`--region needs --stack.\n\n${USAGE}`);
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
  if (lost) throw new OperatorError(`${id} was changed at the same time: try again.`);
  console.log(`${id} is disabled.`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
