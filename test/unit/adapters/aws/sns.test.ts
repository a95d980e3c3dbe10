import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { snsSms } from '#adapters/aws/sns.ts';
import { DeliveryError } from '#core/messages/delivery-error.ts';
import type { Message } from '#ports/messages.ts';
import { type AwsStub, type StubAnswer, startAwsStub } from '#test/aws-stub.ts';

const sms: Message = { medium: 'SMS', to: '+15551239878', body: 'Ihr Code für 你好 ist 123456. ', code: '123456' };
const taken: StubAnswer = {
  headers: { 'content-type': 'text/xml' },
  body: '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
};

function failed(code: string, status = 400): StubAnswer {
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>+15551239878</Message></Error></ErrorResponse>`;
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

let stub: AwsStub;

beforeEach(async () => {
  stub = await startAwsStub({ service: 'sns' });
});

afterEach(() => stub.close());

const sender = (options: { readonly smsSenderId?: string; readonly timeoutMs?: number } = {}) =>
  snsSms({ ...stub.options, ...options });

async function sent(smsSenderId?: string) {
  stub.answer(taken);
  await sender({ smsSenderId }).send(sms);
  return Object.fromEntries(new URLSearchParams(stub.requests[0]?.body));
}

const transactional = {
  Action: 'Publish',
  Version: '2010-03-31',
  PhoneNumber: '+15551239878',
  Message: 'Ihr Code für 你好 ist 123456. ',
  'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SMSType',
  'MessageAttributes.entry.1.Value.DataType': 'String',
  'MessageAttributes.entry.1.Value.StringValue': 'Transactional',
};

describe('what is sent', () => {
  it('is a transactional message to one number', async () => {
    expect(await sent()).toEqual(transactional);
    const [request] = stub.requests;
    expect([request?.method, request?.path]).toEqual(['POST', '/']);
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  it('names the sender when there is one', async () => {
    expect(await sent('MyApp')).toEqual({
      ...transactional,
      'MessageAttributes.entry.2.Name': 'AWS.SNS.SMS.SenderID',
      'MessageAttributes.entry.2.Value.DataType': 'String',
      'MessageAttributes.entry.2.Value.StringValue': 'MyApp',
    });
  });

  it.each(['', '15551239878', '+', '+0123', '+1555123987812345', '+1555 1239878', '+15551239878,+15551239879', '+1\n'])(
    'is nothing to %j',
    async (to) => {
      await expect(sender().send({ ...sms, to })).rejects.toThrow('exactly one phone number');
      expect(stub.requests).toHaveLength(0);
    },
  );
});

describe('what SNS refuses', () => {
  it.each([
    ['AuthorizationError', 'SNS denied sns:Publish to a phone number in eu-west-1'],
    ['AccessDenied', 'SNS denied sns:Publish to a phone number in eu-west-1'],
    ['InvalidParameter', 'check smsSenderId'],
    ['ParameterValueInvalid', 'check smsSenderId'],
    ['ValidationException', 'check smsSenderId'],
    ['OptedOut', 'has opted out'],
    ['UserError', 'in the SMS sandbox, verify the number'],
    ['InvalidClientTokenId', 'SNS refused the AWS credentials'],
    ['SignatureDoesNotMatch', 'SNS refused the AWS credentials'],
    ['SomethingNew', 'SNS failed (SomethingNew)'],
  ])('%s is said in one line without the number, without a second attempt', async (code, text) => {
    stub.answer(failed(code));
    const error = await sender()
      .send(sms)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DeliveryError);
    expect((error as DeliveryError).message).toContain(text);
    expect((error as DeliveryError).message).not.toMatch(/555|\n/);
    expect(stub.requests).toHaveLength(1);
  });
});

describe('what may pass', () => {
  it.each([
    ['throttling', failed('Throttling')],
    ['throttling by another name', failed('Throttled', 429)],
    ['an internal error', failed('InternalError', 500)],
  ])('%s is tried again', async (_, answer) => {
    stub.answer(answer, taken);
    await sender().send(sms);
    expect(stub.requests).toHaveLength(2);
  });

  it.each([
    ['throttling', failed('Throttling'), 'SNS is throttling'],
    ['a lost connection', 'break' as const, 'SNS did not answer (ECONNRESET)'],
    ['silence', 'hang' as const, 'SNS did not answer (TimeoutError)'],
  ])('%s for the third time is given up', async (_, answer, text) => {
    stub.answer(answer, answer, answer, taken);
    await expect(sender({ timeoutMs: 200 }).send(sms)).rejects.toThrow(text);
    expect(stub.requests).toHaveLength(3);
  });
});
