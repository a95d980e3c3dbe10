import { randomBytes } from 'node:crypto';
import { loadDataKeys } from '#adapters/dynamo/data-keys.ts';
import { createRecords } from '#adapters/dynamo/records.ts';
import { keyWrapper } from '#adapters/local/master-key.ts';
import { newAccessKey, storeAccessKey } from '#core/access-keys/create.ts';
import { FULL_ACCESS } from '#core/access-keys/lookup.ts';
import { createKeyring } from '#core/keys/keyring.ts';
import { bundleFunction } from '#infra/bundle.ts';
import { FUNCTIONS, type FunctionName, type FunctionNeeds } from '#infra/functions.ts';
import { KEY_PURPOSES } from '#ports/keys.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { systemClock, systemRandom } from '#runtime/container.ts';
import { consoleLogger } from '#runtime/logger.ts';
import { createEdge, type Edge, startEdgeServer } from './edge.ts';
import { type Account, type FakeAws, type Judge, startFakeAws } from './fake-aws.ts';
import type { KmsKeys } from './fake-kms.ts';
import { type Lambda, startedWhenCalled, startLambda } from './lambda-process.ts';
import { newTable, storeEndpoint } from './store.ts';

export const REGION = 'us-east-1';

/** The log group that pools can name. */
export const LOG_GROUP = 'pools/errors';

const KEY_ARN = `arn:aws:kms:${REGION}:111122223333:key/mrk-0123`;
const KMS_MASTER = Buffer.alloc(32, 9);
export const SECRET_NOW = randomBytes(24).toString('base64url');
export const SECRET_NEXT = randomBytes(24).toString('base64url');

/** A deployment as far as it fits on one machine: the real bundles behind the real edge function. */
export type Deployment = {
  readonly endpoint: string;
  readonly edge: Edge;
  readonly aws: FakeAws;
  readonly accessKey: Remains['accessKey'];
  readonly lambdas: Readonly<Record<FunctionName, Lambda>>;
  readonly environmentOf: (name: FunctionName) => Readonly<Record<string, string>>;
  readonly remains: Remains;
  readonly close: () => Promise<void>;
};

/** What outlives a deployment, and the Region that it is in. */
export type Remains = {
  readonly tableName: string;
  readonly accessKey: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly keyArn: string;
  readonly kmsKeys: KmsKeys;
  readonly region: string;
};

/**
 * Starts every function's bundle under the given Node, with the store, KMS and SES behind `judge`, and an access key
 * made as an operator would; or on what remains of another one.
 */
export async function startDeployment(options: {
  readonly node?: string;
  readonly judge: Judge;
  /** What `judge` knows the table, the KMS key and the functions by that others invoke. */
  readonly arns?: Readonly<Record<'table' | 'key' | 'messages' | 'jobs', string>>;
  readonly purposesOf?: (name: FunctionName) => string;
  readonly remains?: Remains;
  readonly account?: Account;
  /** Each function starts when it is called first, as on AWS, in place of all at once. */
  readonly whenCalled?: boolean;
}): Promise<Deployment> {
  const remains = options.remains ?? (await firstRemains());
  const { tableName, accessKey, keyArn, kmsKeys, region } = remains;
  const { judge, account, arns = { table: 'table', key: keyArn, messages: 'messages', jobs: 'jobs' } } = options;
  const lambdas: Partial<Record<FunctionName, Lambda>> = {};
  const { table, key, messages, jobs } = arns;
  const invoke = async (arn: string, event: unknown) => {
    const invoked = (['messages', 'jobs'] as const).find((name) => arns[name] === arn);
    return invoked && lambdas[invoked]!.invoke(event);
  };
  const aws = await startFakeAws({ store: storeEndpoint(), table, key, kmsKeys, judge, invoke, account });
  const edge = createEdge({ originSecret: SECRET_NOW });
  const server = await startEdgeServer(
    edge,
    async (name, event) => (await lambdas[name]!.invoke(event)) as HttpResponse,
  );
  const endpoint = server.endpoint;

  const environmentOf = (name: FunctionName) => ({
    OWNPOOL_TABLE: tableName,
    OWNPOOL_KEY_ARN: keyArn,
    OWNPOOL_KEY_PURPOSES: options.purposesOf?.(name) ?? FUNCTIONS[name].purposes.join(','),
    OWNPOOL_PUBLIC_URL: endpoint,
    OWNPOOL_ACCOUNT_ID: '111122223333',
    ...(needs(name).route && { OWNPOOL_ORIGIN_SECRETS: `${SECRET_NOW},${SECRET_NEXT}` }),
    ...(needs(name).defers && { OWNPOOL_MESSAGES_FUNCTION: messages }),
    ...(needs(name).wakesJobs && { OWNPOOL_JOBS_FUNCTION: jobs }),
    ...(needs(name).sends && { OWNPOOL_MAIL_FROM: 'Example <no-reply@id.example.com>' }),
    ...(needs(name).hosts && { OWNPOOL_EDGE_HOST: 'edge.example.com', OWNPOOL_DOMAIN_BASE: 'id.example.com' }),
    ...(needs(name).logGroups && { OWNPOOL_LOG_GROUPS: LOG_GROUP }),
    OWNPOOL_STACK: 'Test',
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: name,
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL: aws.endpoint,
  });
  for (const name of Object.keys(FUNCTIONS) as FunctionName[]) {
    const start = () => startLambda(bundleFunction(name, 'linux-x64-gnu'), environmentOf(name), options.node);
    lambdas[name] = options.whenCalled ? startedWhenCalled(start) : await start();
  }
  return {
    endpoint,
    edge,
    aws,
    accessKey,
    lambdas: lambdas as Record<FunctionName, Lambda>,
    environmentOf,
    remains,
    async close() {
      await server.close();
      await Promise.all(Object.values(lambdas).map((lambda) => lambda.stop()));
      await aws.close();
    },
  };
}

/** A table as the operator's first `access-key create` leaves it. */
async function firstRemains(): Promise<Remains> {
  const direct = await newTable(REGION);
  const { tableName } = direct;
  const dataKeys = await loadDataKeys(direct, keyWrapper(KMS_MASTER, 'the key of KMS'), KEY_PURPOSES);
  const records = createRecords(direct, createKeyring(dataKeys, systemClock), systemClock, consoleLogger('error'));
  const { id, secret, ...rest } = newAccessKey({ random: systemRandom, clock: systemClock }, FULL_ACCESS);
  await storeAccessKey(records, { id, secret, ...rest });
  direct.client.destroy();
  const accessKey = { accessKeyId: id, secretAccessKey: secret };
  return { tableName, accessKey, keyArn: KEY_ARN, kmsKeys: new Map([[KEY_ARN, KMS_MASTER]]), region: REGION };
}

function needs(name: FunctionName): FunctionNeeds {
  return FUNCTIONS[name];
}
