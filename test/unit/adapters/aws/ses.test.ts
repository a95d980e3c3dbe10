import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sesMail } from '#adapters/aws/ses.ts';
import { DeliveryError } from '#core/messages/delivery-error.ts';
import type { Message } from '#ports/messages.ts';
import { type AwsStub, awsError, type StubAnswer, startAwsStub } from '#test/aws-stub.ts';

const mail: Message = { medium: 'EMAIL', to: 'ada@example.com', subject: 'Hello', body: '<p>Code <b>1&amp;2</b></p>' };
const mailFrom = 'Pool <pool@example.com>';
const taken: StubAnswer = { headers: { 'content-type': 'application/json' }, body: '{"MessageId":"1"}' };

let stub: AwsStub;

beforeEach(async () => {
  stub = await startAwsStub({ service: 'ses' });
});

afterEach(() => stub.close());

const sender = (options: { readonly mailFrom?: string; readonly timeoutMs?: number } = { mailFrom }) =>
  sesMail({ ...stub.options, ...options });

async function sent(message: Message) {
  stub.answer(taken);
  await sender().send(message);
  return JSON.parse(stub.requests.at(-1)?.body ?? '');
}

describe('what is sent', () => {
  it('is one message in UTF-8 as HTML and text, without the code that only the outbox shows', async () => {
    expect(await sent({ ...mail, code: 'secret-code' })).toEqual({
      FromEmailAddress: '"Pool" <pool@example.com>',
      Destination: { ToAddresses: ['ada@example.com'] },
      Content: {
        Simple: {
          Subject: { Data: 'Hello', Charset: 'UTF-8' },
          Body: {
            Html: { Data: '<p>Code <b>1&amp;2</b></p>', Charset: 'UTF-8' },
            Text: { Data: 'Code 1&2', Charset: 'UTF-8' },
          },
        },
      },
    });
    const [request] = stub.requests;
    expect([request?.method, request?.path]).toEqual(['POST', '/v2/email/outbound-emails']);
    expect(request?.headers['content-type']).toBe('application/json');
  });

  it("has the message's own sender, reply address and configuration set", async () => {
    const message = { ...mail, from: 'ada@example.org', replyTo: 'Help <help@example.org>', configurationSet: 'set_1' };
    expect(await sent(message)).toMatchObject({
      FromEmailAddress: 'ada@example.org',
      ReplyToAddresses: ['"Help" <help@example.org>'],
      ConfigurationSetName: 'set_1',
    });
  });

  it('names the identity', async () => {
    const identityArn = 'arn:aws:ses:eu-west-1:210987654321:identity/example.org';
    expect(await sent({ ...mail, identityArn })).toMatchObject({ FromEmailAddressIdentityArn: identityArn });
  });

  it('is signed for the region of the identity', async () => {
    const elsewhere = await startAwsStub({ service: 'ses', region: 'us-west-2' });
    try {
      elsewhere.answer(taken);
      const mailer = sesMail({ ...stub.options, endpoint: elsewhere.endpoint, mailFrom });
      await mailer.send({ ...mail, identityArn: 'arn:aws:ses:us-west-2:123456789012:identity/pool@example.com' });
      expect(elsewhere.requests).toHaveLength(1);
      await expect(mailer.send(mail)).rejects.toThrow('InvalidSignatureException');
    } finally {
      await elsewhere.close();
    }
  });

  it('has a subject of one line, in any script', async () => {
    const { Content } = await sent({ ...mail, subject: 'Grüße 你好\r\nBcc: all@example.com' });
    expect(Content.Simple.Subject.Data).toBe('Grüße 你好 Bcc: all@example.com');
  });

  it.each([
    ['Pool <a@example.org>', '"Pool" <a@example.org>'],
    ['"Ada, Inc." <a@example.org>', '"Ada, Inc." <a@example.org>'],
    ['Say "hi" \\o/ <a@example.org>', '"Say \\"hi\\" \\\\o/" <a@example.org>'],
    ['Zoë <a@example.org>', '=?UTF-8?B?Wm/Dqw==?= <a@example.org>'],
    ['a@bücher.example', 'a@xn--bcher-kva.example'],
  ])('has the sender %s in ASCII', async (from, header) => {
    expect(await sent({ ...mail, from })).toMatchObject({ FromEmailAddress: header });
  });

  it('has a long name as encoded words of at most 75 characters that break no character', async () => {
    const name = '名前'.repeat(20) + '😀'.repeat(20);
    const { FromEmailAddress } = await sent({ ...mail, from: `${name} <a@example.org>` });
    const words: readonly string[] = FromEmailAddress.replace(' <a@example.org>', '').split(' ');
    const texts = words.map((word) => {
      expect(word.length).toBeLessThanOrEqual(75);
      const bytes = Buffer.from(/^=\?UTF-8\?B\?([\w+/=]+)\?=$/.exec(word)?.[1] ?? '', 'base64');
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    });
    expect(texts.join('')).toBe(name);
  });

  it('goes to a domain in Punycode', async () => {
    expect(await sent({ ...mail, to: 'ada@bücher.example' })).toMatchObject({
      Destination: { ToAddresses: ['ada@xn--bcher-kva.example'] },
    });
  });
});

it.each([
  ['throttling', true, awsError('TooManyRequestsException', '', 429)],
  ['an error of its own', true, awsError('InternalServiceErrorException', '', 500)],
  ['a broken connection', true, { end: 'break' } as const],
  ['an address that is not verified', false, awsError('MessageRejected', '')],
  ['a right that is missing', false, awsError('AccessDeniedException', '', 403)],
])('tells whether the same mail may get through after %s: %s', async (_name, passing, answer) => {
  stub.answer(answer, answer, answer);
  await expect(sender().send(mail)).rejects.toMatchObject({ name: 'DeliveryError', passing });
});

describe('what is never sent', () => {
  it('mail without any sender', async () => {
    const error = await sender({})
      .send(mail)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DeliveryError);
    expect((error as DeliveryError).message).toMatch(
      /no sender.*deploy with mailFrom, or set From or SourceArn in the pool's EmailConfiguration\.$/,
    );
    expect(stub.requests).toHaveLength(0);
  });

  it.each([
    'a@example.com,b@example.com',
    'a@example.com;b@example.com',
    'a@example.com\r\nBcc: b@example.com',
    'Ada <a@example.com>',
    '"a@evil.example"@example.com',
    'a@',
    '',
  ])('mail to %j, nor with it as sender or reply address', async (address) => {
    await expect(sender().send({ ...mail, to: address })).rejects.toThrow('exactly one plain address');
    await expect(sender().send({ ...mail, from: `Ada <${address}>` })).rejects.toThrow('exactly one plain address');
    await expect(sender().send({ ...mail, replyTo: `Ada <${address}>` })).rejects.toThrow('exactly one plain address');
    expect(stub.requests).toHaveLength(0);
  });

  it('mail to an address that only SMTPUTF8 can carry', async () => {
    await expect(sender().send({ ...mail, to: 'zoë@example.com' })).rejects.toThrow('before the @ is ASCII');
    expect(stub.requests).toHaveLength(0);
  });

  it.each([
    'arn:aws:sns:eu-west-1:123456789012:identity/example.com',
    'arn:aws:ses::123456789012:identity/example.com',
    'arn:aws:ses:evil.example/x:123456789012:identity/example.com',
    'arn:aws:ses:eu-west-1:123456789012:identity/',
    'example.com',
  ])('mail for the identity %s', async (identityArn) => {
    await expect(sender().send({ ...mail, identityArn })).rejects.toThrow('is no SES identity');
    expect(stub.requests).toHaveLength(0);
  });
});

describe('what SES refuses', () => {
  it.each([
    ['AccessDeniedException', 'SES denied ses:SendEmail in eu-west-1'],
    ['MessageRejected', 'verify the sender'],
    ['MailFromDomainNotVerifiedException', 'verify the sender'],
    ['NotFoundException', "SES does not find the sender's identity in eu-west-1"],
    ['AccountSuspendedException', 'SES sends nothing for this account'],
    ['SendingPausedException', 'SES sends nothing for this account'],
    ['BadRequestException', "check the sender and the pool's EmailConfiguration"],
    ['UnrecognizedClientException', 'SES refused the AWS credentials'],
    ['SomethingNew', 'SES failed (SomethingNew)'],
  ])('%s is said in one line without addresses, without a second attempt', async (name, text) => {
    stub.answer(awsError(name, 'ada@example.com is not verified'));
    const error = await sender()
      .send(mail)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DeliveryError);
    expect((error as DeliveryError).message).toContain(text);
    expect((error as DeliveryError).message).not.toMatch(/example\.com|\n/);
    expect(stub.requests).toHaveLength(1);
  });

  it('a configuration set that is not there is named', async () => {
    stub.answer(awsError('NotFoundException'));
    await expect(sender().send({ ...mail, configurationSet: 'set_1' })).rejects.toThrow('configuration set set_1');
  });
});

describe('what may pass', () => {
  it.each([
    ['throttling', awsError('TooManyRequestsException', '', 429)],
    ['an internal error', awsError('InternalServiceErrorException', '', 500)],
  ])('%s is tried again', async (_, answer) => {
    stub.answer(answer, taken);
    await sender().send(mail);
    expect(stub.requests).toHaveLength(2);
  });

  it.each([
    ['throttling', awsError('TooManyRequestsException', '', 429), 'SES is throttling'],
    ['a quota', awsError('LimitExceededException'), 'ask AWS for a higher quota'],
    ['a lost connection', 'break' as const, 'SES did not answer (ECONNRESET)'],
    ['silence', 'hang' as const, 'SES did not answer (TimeoutError)'],
  ])('%s for the third time is given up', async (_, answer, text) => {
    stub.answer(answer, answer, answer, taken);
    await expect(sender({ mailFrom, timeoutMs: 200 }).send(mail)).rejects.toThrow(text);
    expect(stub.requests).toHaveLength(3);
  });
});
