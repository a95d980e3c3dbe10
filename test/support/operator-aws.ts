import { type AwsStub, startAwsStub } from '#test/aws-stub.ts';
import { type KmsKeys, kmsAnswer, signedRegion } from '#test/fake-kms.ts';
import { type Bend, type ProxiedAnswer, startProxy } from '#test/proxy.ts';

export const STACK = 'Identity';

type StackOutputs = Readonly<Record<string, string>>;

export type OperatorAws = {
  /** For a command: credentials, and where CloudFormation, KMS and DynamoDB are. */
  readonly environment: Readonly<Record<string, string>>;
  readonly formation: AwsStub;
  /** The outputs and the state of the one stack there is. */
  readonly describe: (outputs: StackOutputs, status?: string) => void;
  /** How many data keys KMS has wrapped. */
  readonly wrapped: () => number;
  /** Answers calls of KMS in its place: undefined leaves the call to it. */
  readonly plantKms: (answer?: (action: string) => ProxiedAnswer | undefined) => void;
  readonly close: () => Promise<void>;
};

/** What an operator meets on AWS: CloudFormation with one stack, KMS with its keys, and the store as DynamoDB. */
export async function startOperatorAws(options: {
  readonly region: string;
  readonly store: string;
  readonly kmsKeys: KmsKeys;
}): Promise<OperatorAws> {
  const { region, store, kmsKeys } = options;
  let stack = '';
  const formation = await startAwsStub({
    service: 'cloudformation',
    region,
    respond: (request) =>
      request.body.includes(`StackName=${STACK}`)
        ? { status: 200, headers: { 'content-type': 'text/xml' }, body: stack }
        : noSuchStack(),
  });
  const kms = await startProxy();
  let wrapped = 0;
  let planted: (action: string) => ProxiedAnswer | undefined = () => undefined;
  const answer: Bend = async ({ operation, headers, body }) => {
    const fault = planted(operation);
    if (fault) return fault;
    if (operation === 'Encrypt') wrapped += 1;
    const call = { operation, region: signedRegion(headers), input: JSON.parse(body.toString()) };
    const { status, body: output } = await kmsAnswer(kmsKeys, call);
    return json(status, output);
  };
  kms.bend(answer);
  return {
    environment: {
      ...formation.environment,
      AWS_REGION: region,
      AWS_ENDPOINT_URL_CLOUDFORMATION: formation.endpoint,
      AWS_ENDPOINT_URL_KMS: kms.url,
      AWS_ENDPOINT_URL_DYNAMODB: store,
    },
    formation,
    describe: (outputs, status = 'CREATE_COMPLETE') => {
      stack = stackXml(outputs, status);
    },
    wrapped: () => wrapped,
    plantKms: (answerInstead = () => undefined) => {
      planted = answerInstead;
    },
    close: async () => {
      await Promise.all([formation.close(), kms.close()]);
    },
  };
}

/** The outputs of a stack with this table and this key; `changed` has others in their place. */
export const stackOutputs = (of: { readonly table: string; readonly key: string }, changed: StackOutputs = {}) => {
  const [, , , region = '', account = ''] = of.key.split(':');
  return {
    OwnpoolEndpoint: 'https://id.example.com',
    OwnpoolApiHost: `abc.execute-api.${region}.amazonaws.com`,
    OwnpoolTable: of.table,
    OwnpoolKey: of.key,
    OwnpoolRegion: region,
    OwnpoolAccount: account,
    ...changed,
  };
};

/** An answer of a service that speaks AWS JSON. */
export function json(status: number, body: unknown): ProxiedAnswer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) };
}

/** An error as CloudFormation words it. */
export function formationError(status: number, code: string, message: string) {
  const body = `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

function noSuchStack() {
  return formationError(400, 'ValidationError', 'Stack with id Nowhere does not exist');
}

function stackXml(outputs: StackOutputs, status: string): string {
  const members = Object.entries(outputs)
    .map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`)
    .join('');
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>${STACK}</StackName><StackStatus>${status}</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime><Outputs>${members}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}
