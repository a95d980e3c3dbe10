import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { baseUrl, mismatch, text } from '#runtime/settings.ts';
import { checkOrigin, checkStorage, withDisposableKey } from './doctor/deployment.ts';
import { checkEdge } from './doctor/edge.ts';
import { explainer } from './doctor/fault.ts';
import { checkNetwork, isLoopback } from './doctor/network.ts';
import { createReport, Stopped } from './doctor/report.ts';
import { type ApiAccess, type Credentials, checkSignature, createApi } from './doctor/signature.ts';
import { checkStory } from './doctor/story.ts';
import { OperatorError } from './operator-error.ts';
import { type DeployedStack, readStack } from './stack.ts';

const USAGE = `Examines a deployment step by step and says what is wrong. The exit code is 1 when a step fails.

  npm run doctor -- --stack NAME [--region REGION]
  npm run doctor -- --endpoint URL [--region REGION]

--stack     the deployment on AWS with this stack name, read with your own AWS credentials
--endpoint  the address of any Ownpool; its access key comes from AWS_PROFILE, AWS_SHARED_CREDENTIALS_FILE or
            AWS_ACCESS_KEY_ID, or for this machine from .ownpool/credentials (OWNPOOL_DATA_DIR)
--mail-to   an address that also gets a real code
The doctor makes a pool named ownpool-doctor-..., signs a user up, in and out, and deletes the pool again.`;

const ADDRESS = text('an e-mail address', /^[^\s@]+@[^\s@]+$/);

type Target = {
  readonly endpoint: URL;
  readonly region: string;
  readonly stack?: DeployedStack;
  readonly mailTo?: string;
};

async function main(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      stack: { type: 'string' },
      endpoint: { type: 'string' },
      region: { type: 'string' },
      'mail-to': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (positionals.length > 0 || (values.stack === undefined) === (values.endpoint === undefined)) {
    throw new OperatorError(`Give either --stack or --endpoint.\n\n${USAGE}`);
  }
  const mailTo = values['mail-to'];
  const problem = mailTo === undefined ? undefined : mismatch('--mail-to', mailTo, ADDRESS);
  if (problem) throw new OperatorError(problem);
  const stack = values.stack === undefined ? undefined : await readStack(values.stack, values.region);
  const endpoint = endpointOf(stack?.endpoint ?? values.endpoint ?? '');
  if (!stack) useLocalCredentials(endpoint);
  const region = stack?.region ?? values.region ?? (await configuredRegion());
  return examine({ endpoint, region, stack, mailTo }, signal);
}

function endpointOf(given: string): URL {
  const problem = mismatch('--endpoint', given, baseUrl);
  if (problem) throw new OperatorError(problem);
  return new URL(given);
}

/** Uses the first access key of the server on this machine, unless the environment names another. */
function useLocalCredentials(endpoint: URL): void {
  const names = ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE', 'AWS_SHARED_CREDENTIALS_FILE'];
  if (!isLoopback(endpoint) || names.some((name) => process.env[name])) return;
  const file = join(process.env.OWNPOOL_DATA_DIR?.trim() || '.ownpool', 'credentials');
  if (existsSync(file)) process.env.AWS_SHARED_CREDENTIALS_FILE = file;
}

/** Returns the region of the environment or profile, or us-east-1 where none is set, as for a local server. */
async function configuredRegion(): Promise<string> {
  const api = createApi({});
  return api.config.region().catch(() => 'us-east-1');
}

async function examine(target: Target, signal: AbortSignal): Promise<number> {
  const { endpoint, region, stack, mailTo } = target;
  let accessKeyId = '';
  const explain = explainer(endpoint, () => accessKeyId, stack !== undefined);
  const report = createReport(console.log, explain, signal);
  const cleanUp = createReport(console.log, explain);
  const examineWith = async (credentials: Credentials) => {
    accessKeyId = credentials.accessKeyId;
    const access: ApiAccess = { endpoint, region, credentials };
    await checkSignature(access, report);
    await checkStory(access, report, cleanUp, { mailTo, issuerAdvice: issuerAdvice(stack) });
  };
  try {
    if (stack?.warning) report.warn('stack', stack.warning);
    await checkNetwork(endpoint, report);
    await checkEdge(endpoint, report);
    if (stack) {
      await report.may('origin', (say) => checkOrigin(stack, say));
      await checkStorage(stack, report);
      await withDisposableKey(stack, report, cleanUp, examineWith);
    } else {
      await examineWith(await report.must('access key', ownCredentials));
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    console.log(signal.aborted ? '\nStopped.' : '\nThe steps after that were not run.');
  }
  const failures = report.failures() + cleanUp.failures();
  if (failures > 0) console.log(`\n${failures} ${failures === 1 ? 'step' : 'steps'} failed.`);
  else if (!signal.aborted) console.log('\nAll is well.');
  return failures > 0 || signal.aborted ? 1 : 0;
}

async function ownCredentials(say: (detail: string) => void): Promise<Credentials> {
  const found = await createApi({}).config.credentials();
  say(found.accessKeyId);
  return found;
}

function issuerAdvice(stack: DeployedStack | undefined): string {
  return stack
    ? 'Point the domain to the distribution, or change domain in cdk.json and deploy again; pools keep the issuer they were made with.'
    : 'Set OWNPOOL_PUBLIC_URL of the server to the URL that apps reach; pools keep the issuer they were made with.';
}

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // A second signal ends the process at once.
    if (interrupt.signal.aborted) process.exit(130);
    interrupt.abort();
  });
}

main(process.argv.slice(2), interrupt.signal).then(
  // Requests that were given up may still be under way, so the process has to be ended.
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
