import { parseArgs } from 'node:util';
import { kmsKeyWrapper } from '#adapters/aws/kms.ts';
import { rewrapDataKeys } from '#adapters/dynamo/rewrap.ts';
import { KEY_ARN_EXAMPLE, parseKeyArn } from '#infra/constructs/key-arn.ts';
import type { KeyWrapper } from '#ports/keys.ts';
import { OperatorError } from './operator-error.ts';
import { readStack, withStackTable } from './stack.ts';

const USAGE = `Wraps the data keys of a deployment on AWS with another KMS key, all or none. The data that they seal does not change.

  npm run keyring -- rewrap --stack NAME --from-key ARN    for a table whose data keys are wrapped by the key of another stack
  npm run keyring -- rewrap --stack NAME --to-key ARN      for a key that the stack does not use yet, before you set keyArn

--stack     the deployment with this stack name, used with your own AWS credentials
--region    the region of that stack (default: AWS_REGION or the region of the profile)
--from-key  the KMS key that wraps the data keys now (default: the stack's)
--to-key    the KMS key that is going to wrap them (default: the stack's)
Either key may be in another Region or account. You need kms:Decrypt on both, and kms:Encrypt on the new one. Only this
process sees the data keys, and only while it runs. A second run changes nothing.`;

async function main(args: readonly string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { stack: text, region: text, 'from-key': text, 'to-key': text, help: { type: 'boolean' } },
  });
  const [command, ...operands] = positionals;
  if (values.help || !command) return console.log(USAGE);
  if (command !== 'rewrap' || operands.length > 0) throw new OperatorError(USAGE);
  if (values.stack === undefined) throw new OperatorError(`Name the stack that has the table: --stack.\n\n${USAGE}`);
  const stack = await readStack(values.stack, values.region);
  if (stack.warning) console.error(stack.warning);
  const { 'from-key': from = stack.key, 'to-key': to = stack.key } = values;
  if (from === to)
    throw new OperatorError(`The old key and the new key are both ${from}: give --from-key or --to-key.`);
  const wrappers = [wrapperOf(from), wrapperOf(to)] as const;
  const count = await withStackTable(stack, (table) => rewrapDataKeys(table, ...wrappers));
  console.log(
    count > 0
      ? `${count} data keys of the table ${stack.table} are wrapped anew: ${to} opens all of them.\nKeep ${from} as long as you keep backups from before: they hold what it wrapped.`
      : `Nothing to do: ${to} opens all data keys of the table ${stack.table}.`,
  );
  if (to !== stack.key) {
    console.log(
      `The functions of ${stack.name} still use ${stack.key} and can no longer start: deploy with restoredTable ${stack.table} and keyArn ${to} (without keyArn if it is the key that the stack made).`,
    );
  }
}

/** Makes the wrapper of a key, in the key's own Region, whatever the Region of the stack is. */
function wrapperOf(keyArn: string): KeyWrapper {
  const arn = parseKeyArn(keyArn);
  if (!arn) throw new OperatorError(`"${keyArn}" is not the ARN of a KMS key: give one such as ${KEY_ARN_EXAMPLE}.`);
  return kmsKeyWrapper({ keyArn, region: arn.region });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
