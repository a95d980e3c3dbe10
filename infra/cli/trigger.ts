import { parseArgs } from 'node:util';
import { FunctionError } from '#core/triggers/function-error.ts';
import { openFunctions } from '#infra/local/functions.ts';
import { parseConfig } from '#runtime/config.ts';
import { readConfigFile } from '#runtime/config-file.ts';
import { consoleLogger } from '#runtime/logger.ts';
import { OperatorError } from './operator-error.ts';
import { SOURCES, sampleEvent } from './sample-events.ts';

const USAGE = `Sends a sample event to a function on this machine, in the way in which the service does, and prints the answer.

  npm run trigger -- NAME --source SOURCE [--pool ID] [--user NAME] [--event-version 1|2|3]

NAME             the ARN of the function, or its name; ownpool.config.json says what stands for it (docs/triggers.md)
--source         the trigger source, such as PreSignUp_SignUp
--pool           the userPoolId of the event (default: REGION_Example01)
--user           the userName of the event (default: ada)
--event-version  the version of the event (default: 1); a source TokenGeneration_... has three
The configuration is OWNPOOL_CONFIG (ownpool.config.json). Pools and users are not read.`;

/** How long a function may take, as for the service. */
const TIMEOUT_MS = 5_000;

async function main(args: readonly string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { source: text, pool: text, user: text, 'event-version': text, help: { type: 'boolean' } },
  });
  const [name, ...more] = positionals;
  if (values.help) return console.log(USAGE);
  if (!name || more.length > 0) throw new OperatorError(`Name one function.\n\n${USAGE}`);
  const config = parseConfig(process.env);
  const { region, accountId } = config;
  const { source = '', pool: poolId = `${region}_Example01`, user: userName = 'ada' } = values;
  if (!SOURCES.includes(source)) throw new OperatorError(`--source must be one of:\n  ${SOURCES.join('\n  ')}`);
  const event = sampleEvent(source, { region, poolId, userName, version: values['event-version'] ?? '1' });
  if (!event) throw new OperatorError(`${source} has no event of version ${values['event-version']}.`);

  const functionArn = name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  const logger = consoleLogger('warn');
  const functions = openFunctions(config, readConfigFile(config.configFile), logger, () => {});
  const began = performance.now();
  const took = () => `${Math.round(performance.now() - began)} ms`;
  try {
    const answer = await functions.invoke(functionArn, event, { timeoutMs: TIMEOUT_MS });
    console.log(JSON.stringify(answer, undefined, 2));
    console.error(`${source} was answered in ${took()}.`);
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    throw new OperatorError(`${source} failed after ${took()}: ${reasonOf(error)}`);
  } finally {
    await functions.stop();
  }
}

function reasonOf({ reason, errorName, errorType, errorMessage }: FunctionError): string {
  if (reason === 'function-error') return `the function threw ${errorType ?? 'an error'}: ${errorMessage ?? ''}`;
  return errorName ? `${reason} (${errorName})` : reason;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
