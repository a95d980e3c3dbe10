import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { clientConfig } from '#adapters/aws/client-config.ts';
import { createTableClient } from '#adapters/dynamo/client.ts';
import type { AccessKey } from '#core/access-keys/access-key.ts';
import { newAccessKey, storeAccessKey } from '#core/access-keys/create.ts';
import { PRIVATE_PATHS, UNKNOWN_GROUP } from '#infra/functions.ts';
import type { Records } from '#ports/records.ts';
import { systemClock, systemRandom } from '#runtime/container.ts';
import { operatorError } from '../operator-error.ts';
import { type DeployedStack, tableError, withStackRecords } from '../stack.ts';
import { callOperation, describeAnswer } from './call.ts';
import { Fault } from './fault.ts';
import type { Report, Say } from './report.ts';
import type { Credentials } from './signature.ts';

const DESCRIPTION = 'ownpool-doctor';
const ACTIONS = ['ListUserPools', 'CreateUserPool', 'CreateUserPoolClient', 'AdminConfirmSignUp', 'DeleteUserPool'];

/** Checks that the API's own host refuses callers that do not come through the edge. */
export async function checkOrigin({ apiHost }: DeployedStack, say: Say): Promise<void> {
  const url = new URL(`https://${apiHost}${PRIVATE_PATHS}${UNKNOWN_GROUP}`);
  const answer = await callOperation(url, 'ListUserPools', { MaxResults: 1 });
  if (answer.status !== 403) {
    throw new Fault(
      `${url.href} is answered with ${describeAnswer(answer)}, not with 403: the functions accept calls that bypass the edge. Check OWNPOOL_ORIGIN_SECRETS of the functions and deploy again.`,
    );
  }
  say(`${apiHost} refuses callers that do not come through the edge`);
}

/** Checks the table and the key, as DynamoDB and KMS see them. */
export async function checkStorage(stack: DeployedStack, report: Report): Promise<void> {
  await report.must('table', async (say) => {
    const { client, tableName } = createTableClient({ tableName: stack.table, region: stack.region });
    try {
      const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
      if (Table?.TableStatus !== 'ACTIVE')
        throw new Fault(`The table ${tableName} is ${Table?.TableStatus}. Wait until it is ACTIVE.`);
      say(`${tableName} is active`);
    } catch (error) {
      throw tableError(error, stack);
    } finally {
      client.destroy();
    }
  });
  await report.must('key', async (say) => {
    const client = new KMSClient(clientConfig({ region: stack.region }));
    try {
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: stack.key }));
      if (KeyMetadata?.KeyState !== 'Enabled') {
        throw new Fault(
          `The key ${stack.key} is ${KeyMetadata?.KeyState}: nothing can be read. Enable it, or cancel its deletion, in KMS.`,
        );
      }
      say(`${stack.key} is enabled`);
    } catch (error) {
      if (error instanceof Error && error.name === 'NotFoundException') {
        throw new Fault(
          `There is no key ${stack.key}: what is in the table is lost without it. Correct the stack, or restore it.`,
        );
      }
      throw operatorError(error, `describe the key ${stack.key}`);
    } finally {
      client.destroy();
    }
  });
}

/** Calls `run` with an access key that exists only during the run, and may do only what the examination needs. */
export async function withDisposableKey(
  stack: DeployedStack,
  report: Report,
  /** This report is not interrupted, so that the key is removed in every case. */
  cleanUp: Report,
  run: (credentials: Credentials) => Promise<void>,
): Promise<void> {
  const policy = { actions: ACTIONS.map((action) => `cognito-idp:${action}`), pools: ['*'] };
  const key = newAccessKey({ random: systemRandom, clock: systemClock }, policy, DESCRIPTION);
  let storing: Promise<void> | undefined;
  const store = (records: Records) => {
    storing = storeAccessKey(records, key);
    return storing;
  };
  try {
    await report.must('access key', async (say) => {
      await withStackRecords(stack, { create: false }, async (records) => {
        await warnOfLeftKeys(records, stack, report);
        await store(records);
      });
      say(`${key.id} is made for this examination`);
    });
    await run({ accessKeyId: key.id, secretAccessKey: key.secret });
  } finally {
    const begun = storing;
    if (begun !== undefined) {
      await cleanUp.may('access key', async (say) => {
        // The key is removed even if storing it failed, because the answer to that may have been lost.
        await begun.catch(() => undefined);
        await removeKey(stack, key, say);
      });
    }
  }
}

async function warnOfLeftKeys(records: Records, { name }: DeployedStack, report: Report): Promise<void> {
  for (const id of await leftKeys(records)) {
    report.warn(
      'leftover',
      `The access key ${id} was made by a doctor that did not finish. Disable it: npm run access-key -- disable ${id} --stack ${name}`,
    );
  }
}

async function leftKeys(records: Records): Promise<string[]> {
  const found: string[] = [];
  let token: string | undefined;
  do {
    const page = await records.list('accessKeys', {}, { limit: 60, token });
    found.push(...page.values.filter((key) => key.description === DESCRIPTION && key.enabled).map(({ id }) => id));
    token = page.nextToken;
  } while (token);
  return found;
}

async function removeKey(stack: DeployedStack, { id }: Pick<AccessKey, 'id'>, say: Say): Promise<void> {
  try {
    await withStackRecords(stack, { create: false }, async (records) => {
      const { key } = await records.read({ key: { kind: 'accessKey', id: { id } } });
      if (!key) return;
      const lost = await records.commit([{ op: 'remove', kind: 'accessKey', before: key }]);
      if (lost) throw new Error('It was changed at the same time.');
    });
    say(`${id} is removed`);
  } catch (error) {
    throw new Fault(
      `The access key ${id} is left. Disable it: npm run access-key -- disable ${id} --stack ${stack.name} (${(error as Error).message})`,
    );
  }
}
