import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { clientConfig } from '#adapters/aws/client-config.ts';
import { kmsKeyWrapper } from '#adapters/aws/kms.ts';
import { createTableClient, type TableClient } from '#adapters/dynamo/client.ts';
import { loadDataKeys, MissingDataKeys, readDataKeys } from '#adapters/dynamo/data-keys.ts';
import { createRecords } from '#adapters/dynamo/records.ts';
import { createKeyring } from '#core/keys/keyring.ts';
import { KEY_PURPOSES } from '#ports/keys.ts';
import type { Records } from '#ports/records.ts';
import { systemClock } from '#runtime/container.ts';
import { consoleLogger } from '#runtime/logger.ts';
import { OperatorError, operatorError } from './operator-error.ts';

/** A deployment on AWS, as the outputs of its stack name it. */
export type DeployedStack = {
  readonly name: string;
  /** The base URL of the service. */
  readonly endpoint: string;
  /** The host name of API Gateway behind the edge. */
  readonly apiHost: string;
  readonly table: string;
  /** The ARN of the KMS key. */
  readonly key: string;
  readonly region: string;
  readonly account: string;
  /** The problem of a stack that can be used nevertheless. */
  readonly warning?: string;
};

const OUTPUTS = {
  endpoint: 'OwnpoolEndpoint',
  apiHost: 'OwnpoolApiHost',
  table: 'OwnpoolTable',
  key: 'OwnpoolKey',
  region: 'OwnpoolRegion',
  account: 'OwnpoolAccount',
} as const;

const STABLE = /^((CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK)_COMPLETE|UPDATE_COMPLETE_CLEANUP_IN_PROGRESS)$/;

/**
 * Finds a deployment with the operator's own AWS credentials, from the SDK's default chain. The region comes from there
 * too, unless it is given. Throws OperatorError with one line that says what to do.
 */
export async function readStack(name: string, region?: string): Promise<DeployedStack> {
  const client = new CloudFormationClient(clientConfig({ region }));
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return deployedStack(name, Stacks[0]);
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist')) {
      const place = await client.config.region();
      throw new OperatorError(`There is no stack ${name} in ${place}. Correct --stack, or give its --region.`);
    }
    throw operatorError(error, `read the stack ${name} (cloudformation:DescribeStacks)`);
  } finally {
    client.destroy();
  }
}

function deployedStack(name: string, stack: Stack | undefined): DeployedStack {
  const status = stack?.StackStatus ?? 'unknown';
  const values = new Map(stack?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const missing = Object.values(OUTPUTS).filter((output) => !values.get(output));
  if (missing.length > 0) {
    throw new OperatorError(
      STABLE.test(status)
        ? `The stack ${name} has no output ${missing[0]}: it is not an Ownpool, or an older one. Correct --stack, or deploy again.`
        : `The stack ${name} is ${status} and has no outputs yet. Wait for the deployment, or see its events and deploy again.`,
    );
  }
  const outputs = Object.fromEntries(Object.entries(OUTPUTS).map(([member, output]) => [member, values.get(output)]));
  return {
    ...(outputs as Record<keyof typeof OUTPUTS, string>),
    name,
    ...(!STABLE.test(status) && {
      warning: `The stack ${name} is ${status}: what is below may change or be half done.`,
    }),
  };
}

/**
 * Opens the records of a deployment with the operator's own AWS credentials. With `create` the data keys that are
 * missing are made; otherwise their absence is an OperatorError. What AWS refuses is an OperatorError too.
 */
export function withStackRecords<T>(
  stack: DeployedStack,
  { create }: { readonly create: boolean },
  run: (records: Records) => Promise<T>,
): Promise<T> {
  return withStackTable(stack, async (table) => {
    const wrapper = kmsKeyWrapper({ keyArn: stack.key, region: stack.region });
    const dataKeys = await (create ? loadDataKeys : readDataKeys)(table, wrapper, KEY_PURPOSES);
    return run(createRecords(table, createKeyring(dataKeys, systemClock), systemClock, consoleLogger('warn')));
  });
}

/**
 * Opens the table of a deployment with the operator's own AWS credentials. Throws the errors that withStackRecords
 * throws.
 */
export async function withStackTable<T>(stack: DeployedStack, run: (table: TableClient) => Promise<T>): Promise<T> {
  const table = createTableClient({ tableName: stack.table, region: stack.region });
  try {
    return await run(table);
  } catch (error) {
    if (error instanceof MissingDataKeys) {
      throw new OperatorError(
        `${error.message} Make them, and a first access key, with npm run access-key -- create --stack ${stack.name}.`,
      );
    }
    throw tableError(error, stack);
  } finally {
    table.client.destroy();
  }
}

/** Returns the error to throw for what DynamoDB answered to the operator about the table of a stack. */
export function tableError(error: unknown, { table, region }: DeployedStack): unknown {
  const told = operatorError(error, `use the table ${table}`);
  return told instanceof Error && told.name === 'ResourceNotFoundException'
    ? new OperatorError(
        `There is no table ${table} in ${region}, although the stack names it. Restore it from a backup.`,
      )
    : told;
}
