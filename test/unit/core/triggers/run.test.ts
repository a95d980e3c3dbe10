import { describe, expect, it } from 'vitest';
import { boundedFunctions } from '#core/triggers/bounded.ts';
import { FunctionError, type FunctionErrorReason } from '#core/triggers/function-error.ts';
import { askFunction, type TriggerCall } from '#core/triggers/run.ts';
import { functionArn, testFunctions } from '#test/functions.ts';

const BEGAN = 1_000_000;
const FUNCTION = { trigger: 'PreSignUp', functionArn: functionArn('own') } as const;
const QUESTION = {
  source: 'PreSignUp_SignUp',
  userName: 'ada',
  request: { userAttributes: {} },
  response: { a: null },
};

/** A request that has already taken so many milliseconds. */
function request({ taken = 0 } = {}) {
  const functions = testFunctions();
  const logged: object[] = [];
  const waits: number[] = [];
  const deps = {
    functions: {
      ...functions,
      invoke: (arn: string, event: Readonly<Record<string, unknown>>, options: { readonly timeoutMs: number }) => {
        waits.push(options.timeoutMs);
        return functions.invoke(arn, event, options);
      },
    },
    clock: { now: () => BEGAN + taken },
    deployment: { region: 'eu-west-1' },
    logger: { warn: (event: string, fields: object) => logged.push({ event, ...fields }) },
  };
  const call = { deps, began: BEGAN, pool: { id: 'eu-west-1_a' } } as unknown as TriggerCall;
  const ask = () => askFunction(call, FUNCTION, QUESTION);
  return { functions, logged, waits, call, ask };
}

describe('a question to a function', () => {
  it('is the event that Cognito sends, and its response is the answer', async () => {
    const { functions, waits, call, ask } = request();
    functions.set('own', (event) => ({ ...event, response: { a: [true] }, more: 'ignored' }));
    expect(await ask()).toEqual({ a: [true] });
    expect(functions.events).toEqual([
      {
        version: '1',
        region: 'eu-west-1',
        userPoolId: 'eu-west-1_a',
        userName: 'ada',
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: null },
        triggerSource: 'PreSignUp_SignUp',
        request: { userAttributes: {} },
        response: { a: null },
      },
    ]);
    expect(waits).toEqual([5_000]);
    await askFunction({ ...call, client: { id: 'client' } } as TriggerCall, FUNCTION, { ...QUESTION, version: '2' });
    expect(functions.events[1]).toMatchObject({ version: '2', callerContext: { clientId: 'client' } });
  });

  it.each([
    ['nothing', () => undefined],
    ['null', () => null],
    ['a text', () => 'yes'],
    ['a list', () => []],
    [
      'no request',
      ({ response, ...event }: object & { response: object }) => ({ ...event, request: undefined, response }),
    ],
    ['no response', (event: object) => ({ ...event, response: null })],
    ['a list for the response', (event: object) => ({ ...event, response: [] })],
    ['the event of another user', (event: object) => ({ ...event, userName: 'bob' })],
    ['the event of another pool', (event: object) => ({ ...event, userPoolId: 'eu-west-1_b' })],
    ['the event of another trigger', (event: object) => ({ ...event, triggerSource: 'PreSignUp_AdminCreateUser' })],
  ])('has no answer in %s', async (_, handler) => {
    const { functions, ask } = request();
    functions.set('own', handler);
    await expect(ask()).rejects.toMatchObject({
      name: 'InvalidLambdaResponseException',
      message: 'Unrecognizable lambda output',
    });
  });

  it('is refused with the text of a function that throws, which is not logged', async () => {
    const { functions, logged, ask } = request();
    functions.set('own', () => {
      throw new Error('No such invitation');
    });
    await expect(ask()).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PreSignUp failed with error No such invitation.',
    });
    expect(logged).toEqual([
      {
        event: 'trigger.failed',
        poolId: 'eu-west-1_a',
        trigger: 'PreSignUp',
        functionArn: functionArn('own'),
        reason: 'function-error',
        error: undefined,
      },
    ]);
  });

  it.each<readonly [FunctionErrorReason, string, string]>([
    ['access-denied', 'UnexpectedLambdaException', 'PreSignUp invocation failed due to error AccessDeniedException.'],
    ['not-found', 'UnexpectedLambdaException', 'PreSignUp invocation failed due to error ResourceNotFoundException.'],
    ['throttled', 'UnexpectedLambdaException', 'PreSignUp invocation failed due to error TooManyRequestsException.'],
    ['unavailable', 'UnexpectedLambdaException', 'PreSignUp invocation failed due to configuration.'],
    ['not-json', 'InvalidLambdaResponseException', 'Invalid lambda function output : Invalid JSON'],
    ['busy', 'TooManyRequestsException', 'Rate exceeded'],
  ])('of a function that gives no result (%s)', async (reason, name, message) => {
    const { functions, waits, ask } = request();
    functions.set('own', () => {
      throw new FunctionError(reason);
    });
    await expect(ask()).rejects.toMatchObject({ name, message });
    expect(waits).toHaveLength(1);
  });

  it('is repeated once for a function that is late, within the time of the request', async () => {
    const timeout = 'PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.';
    const late = () => {
      throw new FunctionError('timeout');
    };
    for (const [taken, expected] of [
      [0, [5_000, 5_000]],
      [18_000, [2_000, 2_000]],
      [20_000, []],
    ] as const) {
      const { functions, waits, ask } = request({ taken });
      functions.set('own', late);
      await expect(ask()).rejects.toMatchObject({ name: 'UnexpectedLambdaException', message: timeout });
      expect(waits).toEqual(expected);
    }
    const { functions, ask } = request();
    let calls = 0;
    functions.set('own', (event) => (calls++ === 0 ? late() : event));
    expect(await ask()).toEqual({ a: null });
  });
});

describe('the functions of one pool', () => {
  it('are waited for up to a number, and those of other pools beside them', async () => {
    const release: (() => void)[] = [];
    const functions = boundedFunctions(
      { invoke: () => new Promise<void>((resolve) => release.push(resolve)), start: async () => {} },
      2,
    );
    const invoke = (userPoolId: string) => functions.invoke('arn', { userPoolId }, { timeoutMs: 1 });
    const waiting = [invoke('a'), invoke('a'), invoke('b')];
    await expect(invoke('a')).rejects.toMatchObject({ reason: 'busy' });
    for (const done of release.splice(0)) done();
    await Promise.all(waiting);
    const again = invoke('a');
    for (const done of release) done();
    await again;
  });
});
