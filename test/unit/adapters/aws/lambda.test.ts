import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lambdaFunctions } from '#adapters/aws/lambda.ts';
import { FunctionError } from '#core/triggers/function-error.ts';
import { type AwsStub, awsError, type StubAnswer, startAwsStub } from '#test/aws-stub.ts';

const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:pre-sign-up';

let stub: AwsStub;

beforeEach(async () => {
  stub = await startAwsStub({ service: 'lambda' });
});

afterEach(() => stub.close());

/** Longer than all attempts together. */
const PATIENT = { timeoutMs: 20_000 };

const functions = () => lambdaFunctions({ ...stub.options, timeoutMs: 200 });

/** The error of one invocation, as far as core words its answer from it. */
async function failure(...answers: readonly StubAnswer[]) {
  stub.answer(...answers);
  const error = await functions()
    .invoke(arn, {}, PATIENT)
    .catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(FunctionError);
  const { reason, errorName, errorType, errorMessage } = error as FunctionError;
  return { reason, errorName, errorType, errorMessage };
}

const threw = (body: string): StubAnswer => ({ headers: { 'x-amz-function-error': 'Unhandled' }, body });

describe('an invocation', () => {
  it('sends the event, waits for the result and answers it', async () => {
    stub.answer({ body: '{"response":{"autoConfirmUser":true,"name":"zoë"}}' });
    const event = { version: '1', userName: 'zoë', request: {} };
    expect(await functions().invoke(arn, event, PATIENT)).toEqual({ response: { autoConfirmUser: true, name: 'zoë' } });
    const [request] = stub.requests;
    expect(request?.method).toBe('POST');
    expect(decodeURIComponent(request?.path ?? '')).toBe(`/2015-03-31/functions/${arn}/invocations`);
    expect(request?.headers['x-amz-invocation-type']).toBe('RequestResponse');
    expect(JSON.parse(request?.body ?? '')).toEqual(event);
  });

  it.each(['null', '"text"', '0', '[]'])('answers %s as it is', async (body) => {
    stub.answer({ body });
    expect(await functions().invoke(arn, {}, PATIENT)).toEqual(JSON.parse(body));
  });
});

it('starts a function without waiting for what it returns', async () => {
  stub.answer({ status: 202 });
  expect(await functions().start(arn, { sealed: 'a' })).toBeUndefined();
  const [request] = stub.requests;
  expect(request?.headers['x-amz-invocation-type']).toBe('Event');
  expect(JSON.parse(request?.body ?? '')).toEqual({ sealed: 'a' });
});

it('says why a function could not be started', async () => {
  stub.answer(awsError('AccessDeniedException', 'No.', 403));
  await expect(functions().start(arn, {})).rejects.toMatchObject({ reason: 'access-denied' });
});

describe('a function that throws', () => {
  it('is not run again, and what it said is passed on', async () => {
    const report = '{"errorType":"Error","errorMessage":"No gmail.","trace":[]}';
    expect(await failure(threw(report))).toEqual({
      reason: 'function-error',
      errorType: 'Error',
      errorMessage: 'No gmail.',
    });
    expect(stub.requests).toHaveLength(1);
  });

  it.each(['', 'null', '[]', '"text"', '{"errorMessage":1}', 'not JSON'])('may report %j', async (report) => {
    expect(await failure(threw(report))).toEqual({ reason: 'function-error' });
  });

  it('says nothing of its own in the message, which is logged', async () => {
    stub.answer(threw('{"errorType":"Error","errorMessage":"ada@example.com"}'));
    await expect(functions().invoke(arn, {}, PATIENT)).rejects.toThrow('The function gave no result: function-error.');
  });
});

describe('a function that answers no JSON', () => {
  it.each(['', '{', 'undefined', '<html>'])('%j', async (body) => {
    expect(await failure({ body })).toEqual({ reason: 'not-json' });
    expect(stub.requests).toHaveLength(1);
  });
});

describe('a function that can not be run', () => {
  it.each([
    ['AccessDeniedException', 403, 'access-denied'],
    ['ResourceNotFoundException', 404, 'not-found'],
    ['KMSDisabledException', 502, 'unavailable'],
    ['ResourceConflictException', 409, 'unavailable'],
    ['RequestTooLargeException', 413, 'unavailable'],
    ['UnrecognizedClientException', 403, 'unavailable'],
  ])('%s', async (errorName, status, reason) => {
    const answer = awsError(errorName, '', status);
    expect(await failure(answer, answer, answer)).toEqual({ reason, errorName });
  });

  it.each([
    ['TooManyRequestsException', awsError('TooManyRequestsException', '', 429), 'throttled'],
    ['ServiceException', awsError('ServiceException', '', 500), 'unavailable'],
    ['TimeoutError', 'hang' as const, 'timeout'],
    ['TimeoutError', { body: '{', end: 'hang' as const }, 'timeout'],
    ['ECONNRESET', 'break' as const, 'unavailable'],
  ])('%s, after three attempts', async (errorName, answer, reason) => {
    expect(await failure(answer, answer, answer, { body: 'null' })).toEqual({ reason, errorName });
    expect(stub.requests).toHaveLength(3);
  });

  it('TimeoutError, when all attempts together take too long', async () => {
    stub.answer('hang');
    const patient = lambdaFunctions({ ...stub.options, timeoutMs: 20_000 });
    const invoked = patient.invoke(arn, {}, { timeoutMs: 50 });
    await expect(invoked).rejects.toMatchObject({ reason: 'timeout', errorName: 'TimeoutError' });
  });

  it('twice, and then it can', async () => {
    stub.answer('hang', awsError('ServiceException', '', 500), { body: '{"a":1}' });
    expect(await functions().invoke(arn, {}, PATIENT)).toEqual({ a: 1 });
  });
});
