import { describe, expect, it } from 'vitest';
import type { LogFields } from '#ports/logger.ts';
import { type LogNames, lambdaLogger } from '#runtime/lambda-logger.ts';

function logged(run: (logger: ReturnType<typeof lambdaLogger>) => void) {
  const lines: string[] = [];
  run(lambdaLogger({ stack: 'Id', group: 'sign-in' }, (line) => lines.push(line)));
  return lines.map((line) => JSON.parse(line));
}

it('writes one JSON object per line', () => {
  const stack = 'Error: first\n    at second';
  const lines: string[] = [];
  lambdaLogger({ stack: 'Id', group: 'sign-in' }, (line) => lines.push(line)).error('request.failed', { stack });
  expect(lines.map((line) => line.indexOf('\n'))).toEqual([lines[0]!.length - 1]);
  expect(JSON.parse(lines[0]!)).toEqual({
    level: 'error',
    event: 'request.failed',
    stack,
    Stack: 'Id',
    Group: 'sign-in',
  });
});

it('gives a request its metrics in the embedded metric format', () => {
  const [ok, failed] = logged((logger) => {
    logger.info('request', { operation: 'InitiateAuth', status: 200, milliseconds: 31 });
    logger.error('request', { operation: 'InitiateAuth', status: 500, milliseconds: 7 });
  });
  expect(ok).toMatchObject({ Latency: 31, ServerErrors: 0, Stack: 'Id', Group: 'sign-in', operation: 'InitiateAuth' });
  expect(failed).toMatchObject({ Latency: 7, ServerErrors: 1 });
  const [directive] = ok._aws.CloudWatchMetrics;
  expect(directive.Namespace).toBe('Ownpool');
  // Every dimension and metric that the directive names has to be a member of the line.
  for (const name of [...directive.Dimensions.flat(), ...directive.Metrics.map(({ Name }: { Name: string }) => Name)]) {
    expect(ok).toHaveProperty(name);
  }
});

describe('signatures', () => {
  const request = (operation: string | undefined, error?: string) => {
    const lines: string[] = [];
    const names = { stack: 'Id', group: 'sign-in', signed: ['AdminInitiateAuth'] };
    lambdaLogger(names, (line) => lines.push(line)).info('request', { operation, error, status: 400 });
    return JSON.parse(lines[0]!);
  };

  it.each([
    'InvalidSignatureException',
    'UnrecognizedClientException',
    'IncompleteSignatureException',
    'MissingAuthenticationTokenException',
  ])('are refused with %s', (error) => {
    const line = request('AdminInitiateAuth', error);
    expect(line).toMatchObject({ RefusedSignatures: 1, Latency: 0, ServerErrors: 0 });
    expect(line._aws.CloudWatchMetrics).toEqual([
      expect.objectContaining({ Dimensions: [['Stack', 'Group']] }),
      {
        Namespace: 'Ownpool',
        Dimensions: [['Stack']],
        Metrics: [{ Name: 'RefusedSignatures', Unit: 'Count' }],
      },
    ]);
  });

  it.each([undefined, 'AccessDeniedException', 'InvalidParameterException', 'InternalErrorException'])(
    'are right where the answer is %s',
    (error) => {
      expect(request('AdminInitiateAuth', error)).toHaveProperty('RefusedSignatures', 0);
    },
  );

  it('are not asked for by other operations, which say nothing about them', () => {
    for (const operation of ['InitiateAuth', undefined]) {
      const line = request(operation, 'InvalidSignatureException');
      expect(line).not.toHaveProperty('RefusedSignatures');
      expect(line._aws.CloudWatchMetrics).toHaveLength(1);
    }
  });
});

it.each([
  ['request.not-from-edge', 'NotFromEdge'],
  ['message.not-delivered', 'MessagesNotDelivered'],
  ['message.not-deferred', 'MessagesNotDelivered'],
])('counts %s, for all groups as one', (event, metric) => {
  const [line] = logged((logger) => logger.warn(event));
  expect(line[metric]).toBe(1);
  expect(line._aws.CloudWatchMetrics).toEqual([
    { Namespace: 'Ownpool', Dimensions: [['Stack']], Metrics: [{ Name: metric, Unit: 'Count' }] },
  ]);
});

it('measures the age of jobs per stack, and nothing else', () => {
  const [round, other] = logged((logger) => {
    logger.info('jobs.round', { seconds: 90 });
    logger.warn('counter.lost', { poolId: 'p' });
  });
  expect(round).toMatchObject({ OldestJobAge: 90, _aws: { CloudWatchMetrics: [{ Dimensions: [['Stack']] }] } });
  expect(other).not.toHaveProperty('_aws');
});

describe('calls', () => {
  const names = { stack: 'Id', group: 'sign-in', operationMetrics: true, poolMetrics: ['us-east-1_a'] };
  const request = (fields: LogFields, given: LogNames = names) => {
    const lines: string[] = [];
    lambdaLogger(given, (line) => lines.push(line)).info('request', { status: 200, outcome: 'success', ...fields });
    const { _aws, ...line } = JSON.parse(lines[0]!);
    const { CloudWatchMetrics } = _aws as {
      CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[];
    };
    const sets = CloudWatchMetrics.map(({ Dimensions: [set], Metrics }) => [
      ...set!,
      ...Metrics.map(({ Name }) => Name),
    ]);
    return { line, sets };
  };

  it('are counted by operation, and by pool where the deployer names it', () => {
    const { line, sets } = request({ operation: 'InitiateAuth', poolId: 'us-east-1_a' });
    expect(sets).toContainEqual(['Stack', 'Operation', 'Outcome', 'Calls']);
    expect(sets).toContainEqual(['Stack', 'Pool', 'Outcome', 'PoolCalls']);
    expect(line).toMatchObject({
      Operation: 'InitiateAuth',
      Pool: 'us-east-1_a',
      Outcome: 'success',
      Calls: 1,
      PoolCalls: 1,
    });
  });

  it('make no metric of a pool that is not named, of no operation, or when nobody asked for it', () => {
    expect(request({ operation: 'InitiateAuth', poolId: 'us-east-1_b' }).line).not.toHaveProperty('PoolCalls');
    expect(request({}).line).not.toHaveProperty('Calls');
    const usual = request({ operation: 'InitiateAuth', poolId: 'us-east-1_a' }, { stack: 'Id', group: 'sign-in' });
    expect(usual.sets).toEqual([['Stack', 'Group', 'Latency', 'ServerErrors']]);
    for (const name of ['Operation', 'Pool', 'Outcome']) expect(usual.line).not.toHaveProperty(name);
  });
});
