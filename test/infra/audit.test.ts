import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleAudit } from '#infra/bundle.ts';
import { CALLED_NAMES, FUNCTION_NAMES, type FunctionName } from '#infra/functions.ts';
import { statementsOf } from '#test/iam.ts';
import { type LambdaProcess, startLambda } from '#test/lambda-process.ts';
import { node24 } from '#test/node24.ts';
import { references, type Synthesised, synthesised } from './synthesised.ts';

const functionOf = (stack: Synthesised, name: FunctionName | 'audit') =>
  stack.of('AWS::Lambda::Function').find(({ Properties }) => Properties.Description === `Ownpool: ${name}`)!;
const logsOf = (stack: Synthesised, name: FunctionName | 'audit') =>
  references(functionOf(stack, name).Properties.LoggingConfig.LogGroup)[0]!;

describe.each([
  ['Node 20', () => process.execPath],
  ['Node 24', node24],
])('the collector under %s', (_, node) => {
  let lambda: LambdaProcess;
  beforeAll(async () => {
    lambda = await startLambda(bundleAudit(), {}, node());
  });
  afterAll(() => lambda?.stop());

  const event = (messageType: string, messages: readonly string[]) => {
    const logEvents = messages.map((message, id) => ({ id: String(id), timestamp: 0, message }));
    const data = JSON.stringify({ messageType, owner: '111122223333', logGroup: 'g', logStream: 's', logEvents });
    return { awslogs: { data: gzipSync(data).toString('base64') } };
  };

  it('writes the lines that it gets as they are, and nothing of a control message', async () => {
    await lambda.invoke(event('CONTROL_MESSAGE', ['CWL CONTROL MESSAGE: Checking health of destination']));
    const lines = Array.from({ length: 500 }, (_, n) => JSON.stringify({ event: 'audit', n, text: 'ä'.repeat(100) }));
    await lambda.invoke(event('DATA_MESSAGE', [`${lines[0]!}\n`, ...lines.slice(1)]));
    await expect.poll(lambda.lines).toEqual(lines);
  });

  it('fails at what is no event of a subscription, so that it is tried again and counted', async () => {
    await expect(lambda.invoke({ awslogs: { data: 'nonsense' } })).rejects.toThrow();
  });
});

describe('the audit trail of a stack', () => {
  const stack = synthesised();

  it('has the lines of every function that clients call, and of no other', () => {
    const filters = stack.of('AWS::Logs::SubscriptionFilter');
    expect(filters.map(({ Properties }) => references(Properties.LogGroupName)[0]).sort()).toEqual(
      CALLED_NAMES.map((name) => logsOf(stack, name)).sort(),
    );
    for (const { Properties } of filters) {
      expect(Properties.FilterPattern).toBe('{ $.event = "audit" }');
      expect(references(Properties.DestinationArn)).toEqual([functionOf(stack, 'audit').id]);
    }
  });

  it('is written by a function that may do nothing else, and that those log groups alone may call', () => {
    const { id, Properties } = functionOf(stack, 'audit');
    expect(statementsOf(stack, id)).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: `arn:of:${logsOf(stack, 'audit')}.Arn`,
      }),
    ]);
    expect(Properties.Environment).toBeUndefined();
    const permissions = stack
      .of('AWS::Lambda::Permission')
      .filter((one) => references(one.Properties.FunctionName).includes(id));
    for (const { Properties } of permissions) expect(Properties.Principal).toBe('logs.amazonaws.com');
    expect(permissions.map((one) => references(one.Properties.SourceArn)[0]).sort()).toEqual(
      CALLED_NAMES.map((name) => logsOf(stack, name)).sort(),
    );
  });

  it('is kept for a year, in a log group that an output names', () => {
    expect(stack.resources[logsOf(stack, 'audit')]).toMatchObject({
      Properties: { RetentionInDays: 365 },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
    const { OwnpoolAuditLogs } = stack.template.toJSON().Outputs;
    expect(OwnpoolAuditLogs.Value).toEqual({ Ref: logsOf(stack, 'audit') });
  });

  it('keeps as much of an address as it is told, and calls are counted as it is told; so are factors', () => {
    const told = synthesised({
      auditAddresses: 'hash',
      operationMetrics: true,
      poolMetrics: ['us-east-1_a', 'us-east-1_b'],
      recoveryCodes: true,
      factorRemovalMinutes: 5,
      resendsCodes: true,
      rememberedDeviceDays: 30,
    });
    const settings = {
      OWNPOOL_AUDIT_ADDRESSES: 'hash',
      OWNPOOL_OPERATION_METRICS: 'on',
      OWNPOOL_POOL_METRICS: 'us-east-1_a,us-east-1_b',
      OWNPOOL_RECOVERY_CODES: 'on',
      OWNPOOL_FACTOR_REMOVAL_MINUTES: '5',
      OWNPOOL_RESEND_CODES: 'on',
      OWNPOOL_REMEMBERED_DEVICE_DAYS: '30',
    };
    for (const name of FUNCTION_NAMES) {
      const { Variables } = functionOf(told, name).Properties.Environment;
      if (CALLED_NAMES.some((group) => group === name)) expect(Variables).toMatchObject(settings);
      else for (const setting of Object.keys(settings)) expect(Variables).not.toHaveProperty(setting);
    }
  });
});
