import { describe, expect, it } from 'vitest';
import { DeliveryError } from '#core/messages/delivery-error.ts';
import { sendMessage } from '#core/messages/send.ts';
import type { EmailConfiguration } from '#core/pools/pool.ts';
import type { LogFields } from '#ports/logger.ts';
import type { Message } from '#ports/messages.ts';
import { callOf } from '#test/call.ts';
import { poolRecord } from '#test/fixtures.ts';

const mail: Message = { medium: 'EMAIL', to: 'ada@example.com', subject: 'Hello', body: 'x' };
const DOMAIN = 'arn:aws:ses:us-east-1:123456789012:identity/example.org';
const ADDRESS = 'arn:aws:ses:us-east-1:123456789012:identity/pool@example.org';

async function attempt(settings: Partial<EmailConfiguration>, message = mail, error?: Error) {
  const sent: Message[] = [];
  const logged: (LogFields | undefined)[] = [];
  const ignore = () => {};
  const deps = {
    messages: {
      send: async (one: Message) => {
        if (error) throw error;
        sent.push(one);
      },
    },
    logger: { info: ignore, error: ignore, warn: (_: string, fields?: LogFields) => void logged.push(fields) },
  };
  const emailConfiguration = { emailSendingAccount: 'COGNITO_DEFAULT', ...settings } as const;
  const pool = poolRecord({ id: 'us-east-1_a', emailConfiguration });
  const outcome = await sendMessage(callOf(deps, { pool }), message).catch((caught: unknown) => caught);
  return { sent: sent[0], logged, outcome };
}

describe('the sender of an e-mail', () => {
  it.each([
    ['nobody', {}, {}],
    ['From', { from: 'Pool <a@b.example>' }, { from: 'Pool <a@b.example>' }],
    ['the address that is the identity', { sourceArn: ADDRESS }, { from: 'pool@example.org' }],
    ['no-reply at the domain that is the identity', { sourceArn: DOMAIN }, { from: 'no-reply@example.org' }],
    ['From before the identity', { sourceArn: DOMAIN, from: 'a@example.org' }, { from: 'a@example.org' }],
    [
      "the identity, with the developer's account",
      {
        emailSendingAccount: 'DEVELOPER',
        sourceArn: ADDRESS,
        configurationSet: 'set',
        replyToEmailAddress: 'r@b.example',
      },
      { from: 'pool@example.org', identityArn: ADDRESS, configurationSet: 'set', replyTo: 'r@b.example' },
    ],
    ['nobody, when SourceArn is no identity', { sourceArn: 'arn:aws:sns:us-east-1:1:x' }, {}],
  ] as const)('is %s', async (_, settings, expected) => {
    expect((await attempt(settings)).sent).toEqual({ ...mail, ...expected });
  });

  it('is no matter of an SMS', async () => {
    const sms: Message = { medium: 'SMS', to: '+15551239878', body: 'x' };
    const settings = { emailSendingAccount: 'DEVELOPER', sourceArn: ADDRESS, configurationSet: 'set' } as const;
    expect((await attempt(settings, sms)).sent).toEqual(sms);
  });
});

describe('a message that is not delivered', () => {
  it('is CodeDeliveryFailureException, and the log says what to do', async () => {
    const { outcome, logged } = await attempt({}, mail, new DeliveryError('Set mailFrom.'));
    expect(outcome).toMatchObject({ name: 'CodeDeliveryFailureException' });
    expect(logged).toEqual([{ poolId: 'us-east-1_a', error: 'Set mailFrom.' }]);
  });

  it('for a reason that may hold its recipient leaves only the name of the error in the log', async () => {
    const { logged } = await attempt({}, mail, new TypeError('550 ada@example.com unknown'));
    expect(logged).toEqual([{ poolId: 'us-east-1_a', error: 'TypeError' }]);
  });
});
