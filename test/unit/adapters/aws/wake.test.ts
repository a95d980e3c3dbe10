import { afterEach, beforeEach, expect, it } from 'vitest';
import { lambdaWake } from '#adapters/aws/wake.ts';
import { FunctionError } from '#core/triggers/function-error.ts';
import { type AwsStub, awsError, startAwsStub } from '#test/aws-stub.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:jobs';

let stub: AwsStub;
let now: number;
beforeEach(async () => {
  stub = await startAwsStub({ service: 'lambda' });
  now = 1_000_000;
});
afterEach(() => stub.close());

const waker = () => lambdaWake({ ...stub.options, functionArn }, () => now);

it('starts the function, and does not wait for what it does', async () => {
  stub.answer({ status: 202 });
  expect(await waker()()).toBeUndefined();
  const [request] = stub.requests;
  expect(decodeURIComponent(request?.path ?? '')).toBe(`/2015-03-31/functions/${functionArn}/invocations`);
  expect(request?.headers['x-amz-invocation-type']).toBe('Event');
});

it('starts it once a second at most', async () => {
  stub.answer({ status: 202 }, { status: 202 });
  const wake = waker();
  await Promise.all([wake(), wake(), wake()]);
  now += 999;
  await wake();
  expect(stub.requests).toHaveLength(1);
  now += 1;
  await wake();
  expect(stub.requests).toHaveLength(2);
});

it('says why the function could not be started, and tries again with the next job', async () => {
  stub.answer(awsError('AccessDeniedException', 'No.', 403), { status: 202 });
  const wake = waker();
  await expect(wake()).rejects.toThrow(FunctionError);
  await wake();
  expect(stub.requests).toHaveLength(2);
});
