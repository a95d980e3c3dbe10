import { auditTrail } from '#adapters/audit/trail.ts';
import type { bundledCatalogues } from '#adapters/aws/catalogues.ts';
import type { lambdaDeferred } from '#adapters/aws/deferred.ts';
import { kmsKeyWrapper } from '#adapters/aws/kms.ts';
import type { awsMessages } from '#adapters/aws/messages.ts';
import type { awsNotificationLog } from '#adapters/aws/notification-log.ts';
import type { awsSenderCodes } from '#adapters/aws/sender-codes.ts';
import type { awsFunctions } from '#adapters/aws/triggers.ts';
import type { lambdaWake } from '#adapters/aws/wake.ts';
import { createTableClient } from '#adapters/dynamo/client.ts';
import { MissingDataKeys, readDataKeys } from '#adapters/dynamo/data-keys.ts';
import { newKeyPair } from '#adapters/local/key-pairs.ts';
import type { Deps } from '#ports/deps.ts';
import type { Hasher } from '#ports/hasher.ts';
import type { Logger } from '#ports/logger.ts';
import type { AwsConfig } from './aws-config.ts';
import { createDeps } from './container.ts';

/**
 * The longest wait for each of three attempts, in milliseconds. The function must answer before its own time is up
 * (infra/constructs/function-group.ts), because otherwise API Gateway answers with an error that is not Cognito's.
 */
const TIMEOUT_MS = 2_500;

/** The adapters that only some functions have in their bundles, as infra/functions.ts says. */
export type Adapters = {
  readonly hasher?: () => Hasher;
  readonly catalogues?: typeof bundledCatalogues;
  readonly messages?: typeof awsMessages;
  readonly notificationLog?: typeof awsNotificationLog;
  readonly deferred?: typeof lambdaDeferred;
  readonly functions?: typeof awsFunctions;
  readonly senderCodes?: typeof awsSenderCodes;
  readonly wakeJobs?: typeof lambdaWake;
};

/**
 * Makes everything that operations use inside a Lambda function. Rejects when the table or its data keys cannot be
 * read, when KMS does not unwrap them, and when nobody has made them yet.
 */
export async function openAwsContainer(config: AwsConfig, logger: Logger, adapters: Adapters): Promise<Deps> {
  const {
    region,
    keyArn,
    purposes,
    accountId,
    publicUrl,
    hosts,
    logGroups,
    messagesFunction,
    jobsFunction,
    mailFrom,
    smsSenderId,
  } = config;
  const client = { region, timeoutMs: TIMEOUT_MS };
  const table = createTableClient({ tableName: config.table, ...client });
  const wrapper = kmsKeyWrapper({ keyArn, ...client });
  return createDeps({
    table,
    dataKeys: await readDataKeys(table, wrapper, purposes).catch(explain),
    hasher: adapters.hasher?.() ?? { hash: absent, verify: absent, outdated: () => false },
    keyPairs: { next: newKeyPair },
    catalogues: adapters.catalogues?.(),
    messages: adapters.messages?.({ ...client, mailFrom, smsSenderId }) ?? { send: absent },
    notificationLog: adapters.notificationLog?.(client),
    deferred: ({ keys }) =>
      (messagesFunction && adapters.deferred?.({ ...client, functionArn: messagesFunction }, keys)) || absent,
    functions: adapters.functions?.(client),
    senderCodes: () => adapters.senderCodes?.(client) ?? { encrypt: absent },
    wakeJobs: (jobsFunction && adapters.wakeJobs?.({ ...client, functionArn: jobsFunction })) || absent,
    logger,
    audit: ({ keys }) => auditTrail({ keys, addresses: config.auditAddresses }, writeLine),
    deployment: { region, accountId, publicUrl, hosts, logGroups },
    factorRules: config.factorRules,
  });
}

function absent(): Promise<never> {
  return Promise.reject(new Error('The function lacks an adapter: infra/functions.ts does not say that it needs it.'));
}

function explain(error: unknown): never {
  if (!(error instanceof MissingDataKeys)) throw error;
  throw new MissingDataKeys(`${error.message} Make them with: npm run access-key -- create --stack NAME`);
}

/**
 * Writes a line to the log of the function, and resolves when it is there: Lambda may freeze the process right after the
 * answer. A line that can't be written has no other place to go to.
 */
function writeLine(line: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(`${line}\n`, () => resolve()));
}
