import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awsNotificationLog } from '#adapters/aws/notification-log.ts';
import { DeliveryError } from '#core/messages/delivery-error.ts';
import { type AwsStub, awsError, type StubAnswer, startAwsStub } from '#test/aws-stub.ts';

const ARN = 'arn:aws:logs:eu-west-1:123456789012:log-group:pools/errors';
const RECORD = {
  eventTimestamp: '1772366400000',
  eventSource: 'USER_NOTIFICATION',
  logLevel: 'ERROR',
  message: { details: 'EMAIL message was not delivered: SES is throttling.' },
  logSourceId: { userPoolId: 'eu-west-1_AbCdEf123' },
} as const;
const STREAM = { logGroupName: 'pools/errors', logStreamName: 'eu-west-1_AbCdEf123' };
const EVENTS = { ...STREAM, logEvents: [{ timestamp: 1772366400000, message: JSON.stringify(RECORD) }] };
const done: StubAnswer = { headers: { 'content-type': 'application/x-amz-json-1.1' }, body: '{}' };
const noStream = awsError('ResourceNotFoundException', 'The specified log stream does not exist.');

let stub: AwsStub;
beforeEach(async () => {
  stub = await startAwsStub({ service: 'logs' });
});
afterEach(() => stub.close());

const log = (timeoutMs?: number) => awsNotificationLog({ ...stub.options, ...(timeoutMs && { timeoutMs }) });
const asked = () =>
  stub.requests.map(({ headers, body }) => [headers['x-amz-target']?.split('.')[1], JSON.parse(body)] as const);
async function refusal(...answers: readonly StubAnswer[]): Promise<DeliveryError> {
  stub.answer(...answers);
  const error = await log()
    .write(ARN, RECORD)
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DeliveryError);
  return error as DeliveryError;
}

describe('the notification log on AWS', () => {
  it('has one event of the record, in the log stream of the pool', async () => {
    stub.answer(done, done);
    const own = log();
    await own.write(ARN, RECORD);
    await own.write(ARN, RECORD);
    expect(asked()).toEqual([
      ['PutLogEvents', EVENTS],
      ['PutLogEvents', EVENTS],
    ]);
  });

  it.each([
    ['creates the log stream with its first record', done],
    ['goes on when another process has created it', awsError('ResourceAlreadyExistsException')],
  ])('%s', async (_, created) => {
    stub.answer(noStream, created, done);
    await log().write(ARN, RECORD);
    expect(asked()).toEqual([
      ['PutLogEvents', EVENTS],
      ['CreateLogStream', STREAM],
      ['PutLogEvents', EVENTS],
    ]);
  });

  it('says what to change when a record cannot be written', async () => {
    expect((await refusal(awsError('AccessDeniedException'))).message).toBe(
      'CloudWatch Logs denied logs:PutLogEvents on pools/errors: list the log group in notificationLogGroups.',
    );
    expect((await refusal(noStream, awsError('AccessDeniedException'))).message).toContain('notificationLogGroups');
    expect((await refusal(noStream, noStream)).message).toBe(
      'There is no log group pools/errors in the account and region of this deployment: create it.',
    );
    expect((await refusal(awsError('InvalidParameterException'))).message).toContain('InvalidParameterException');
  });

  it('notices that its record was not taken', async () => {
    const body = JSON.stringify({ rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 } });
    expect((await refusal({ ...done, body })).message).toBe('CloudWatch Logs does not accept the time of the record.');
  });

  it('gives up soon when nobody answers', async () => {
    stub.answer('hang', 'hang', 'hang');
    await expect(log(50).write(ARN, RECORD)).rejects.toThrow(/^CloudWatch Logs did not answer/);
    expect(stub.requests).toHaveLength(2);
  });
});
