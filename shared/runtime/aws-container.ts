import { kmsKeyWrapper } from '#adapters/aws/kms.ts';
import { awsMessages } from '#adapters/aws/messages.ts';
import { createTableClient } from '#adapters/dynamo/client.ts';
import { MissingDataKeys, readDataKeys } from '#adapters/dynamo/data-keys.ts';
import { newKeyPair } from '#adapters/local/key-pairs.ts';
import type { Background } from '#ports/background.ts';
import type { Deps } from '#ports/deps.ts';
import type { Hasher } from '#ports/hasher.ts';
import type { Logger } from '#ports/logger.ts';
import type { AwsConfig } from './aws-config.ts';
import { createDeps } from './container.ts';

/** Three attempts fit into the ten seconds in which a function has to initialise. */
const KMS_TIMEOUT_MS = 2_500;

/**
 * What operations run with inside a Lambda function. Rejects when the table or its data keys can't be read, KMS does
 * not unwrap them, or nobody has made them yet.
 */
export async function openAwsContainer(config: AwsConfig, logger: Logger, hasher: Hasher): Promise<Deps> {
  const { region, keyArn, purposes, accountId, publicUrl } = config;
  const table = createTableClient({ tableName: config.table, region });
  return createDeps({
    table,
    dataKeys: await readDataKeys(table, kmsKeyWrapper({ keyArn, region, timeoutMs: KMS_TIMEOUT_MS }), purposes).catch(
      explain,
    ),
    hasher,
    keyPairs: { next: newKeyPair },
    messages: awsMessages({ region, mailFrom: config.mailFrom, smsSenderId: config.smsSenderId }),
    background: awaited(logger),
    logger,
    deployment: { region, accountId, publicUrl },
  });
}

function explain(error: unknown): never {
  if (!(error instanceof MissingDataKeys)) throw error;
  throw new MissingDataKeys(`${error.message} Make them with: npm run access-key -- create --stack NAME`);
}

/** A Lambda function is frozen when it has answered, so it waits for what a server would finish later. */
function awaited(logger: Logger): Background {
  return async (event, work) => {
    await work().catch((error: unknown) =>
      logger.warn(event, { error: error instanceof Error ? error.name : 'unknown' }),
    );
  };
}

/** For functions whose operations verify no password, and whose bundles go without argon2. */
export const noHasher: Hasher = {
  hash: () => Promise.reject(new Error('This function has no hasher.')),
  verify: () => Promise.reject(new Error('This function has no hasher.')),
  outdated: () => false,
};
