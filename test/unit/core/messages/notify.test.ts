import { describe, expect, it } from 'vitest';
import { DeliveryError } from '#core/messages/delivery-error.ts';
import { type Notice, notify, notifyAll } from '#core/messages/notify.ts';
import type { EmailConfiguration } from '#core/pools/pool.ts';
import type { Delivery } from '#ports/deferred.ts';
import type { LogFields } from '#ports/logger.ts';
import type { Message } from '#ports/messages.ts';
import { callOf } from '#test/call.ts';
import { UNDELIVERED } from '#test/errors.ts';
import { poolRecord } from '#test/fixtures.ts';

const to = { attribute: 'email', value: 'ada@example.com' } as const;
const notice: Notice = { source: 'CustomMessage_SignUp', user: undefined, to, code: '123456', when: 'now' };
const mail: Message = {
  medium: 'EMAIL',
  purpose: 'CustomMessage_SignUp',
  to: 'ada@example.com',
  subject: 'Your verification code',
  body: 'Your verification code is 123456. ',
  code: '123456',
};
const DOMAIN = 'arn:aws:ses:us-east-1:123456789012:identity/example.org';
const ADDRESS = 'arn:aws:ses:us-east-1:123456789012:identity/pool@example.org';

async function attempt(settings: Partial<EmailConfiguration>, given: Partial<Notice> = {}, error?: Error) {
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
  const outcome = await notify(callOf(deps, { pool }), { ...notice, ...given }).catch((caught: unknown) => caught);
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
    const phone = { to: { attribute: 'phone_number', value: '+15551239878' } } as const;
    const settings = { emailSendingAccount: 'DEVELOPER', sourceArn: ADDRESS, configurationSet: 'set' } as const;
    expect((await attempt(settings, phone)).sent).toEqual({
      medium: 'SMS',
      purpose: 'CustomMessage_SignUp',
      to: '+15551239878',
      body: 'Your verification code is 123456. ',
      code: '123456',
    });
  });
});

describe('a message that is not delivered', () => {
  it('is CodeDeliveryFailureException, and the log says what to do', async () => {
    const { outcome, logged } = await attempt({}, {}, new DeliveryError('Set mailFrom.'));
    expect(outcome).toMatchObject(UNDELIVERED);
    expect(logged).toEqual([{ poolId: 'us-east-1_a', error: 'Set mailFrom.' }]);
  });

  it('for a reason that may hold its recipient leaves only the name of the error in the log', async () => {
    const { logged } = await attempt({}, {}, new TypeError('550 ada@example.com unknown'));
    expect(logged).toEqual([{ poolId: 'us-east-1_a', error: 'TypeError' }]);
  });
});

describe('a message that goes out after the answer', () => {
  it.each([
    ['later', true],
    ['never', false],
  ] as const)('%s is put off in the same way, and only a wanted one is delivered', async (when, wanted) => {
    const put: Delivery[] = [];
    const deps = { deferred: async (delivery: Delivery) => void put.push(delivery) };
    const pool = poolRecord({ id: 'us-east-1_a' });
    await notify(callOf(deps, { pool }), { ...notice, when });
    expect(put).toEqual([{ poolId: pool.id, message: mail, wanted }]);
  });

  it('is CodeDeliveryFailureException when it could not be put off, wanted or not', async () => {
    for (const when of ['later', 'never'] as const) {
      const deps = {
        deferred: () => Promise.reject(new Error('queue')),
        logger: { info: () => {}, warn: () => {}, error: () => {} },
      };
      const pool = poolRecord({ id: 'us-east-1_a' });
      await expect(notify(callOf(deps, { pool }), { ...notice, when })).rejects.toMatchObject(UNDELIVERED);
    }
  });
});

describe('several notices', () => {
  it('are handed over even when one fails, which is told at the end', async () => {
    const sent: string[] = [];
    const deps = {
      messages: {
        send: async (message: Message) => {
          if (message.medium === 'SMS') throw new Error('down');
          sent.push(message.to);
        },
      },
      logger: { info: () => {}, warn: () => {}, error: () => {} },
    };
    const call = callOf(deps, { pool: poolRecord({ id: 'us-east-1_a' }) });
    const phone = { attribute: 'phone_number', value: '+15551239878' } as const;
    const outcome = notifyAll(call, [{ ...notice, to: phone }, notice]);
    await expect(outcome).rejects.toMatchObject(UNDELIVERED);
    expect(sent).toEqual(['ada@example.com']);
  });
});

describe('a code for signing in', () => {
  const settings = {
    smsAuthenticationMessage: 'own {####}',
    emailMfaConfiguration: { message: 'own mail {####}', subject: 'own' },
  };

  const sentBy = async (mfaConfiguration: 'ON' | 'OPTIONAL' | 'OFF', medium: 'email' | 'phone_number') => {
    const sent: Message[] = [];
    const deps = { messages: { send: async (one: Message) => void sent.push(one) } };
    const pool = poolRecord({ id: 'us-east-1_a', ...settings, mfaConfiguration });
    const to = { attribute: medium, value: medium === 'email' ? 'ada@example.com' : '+15551239878' } as const;
    await notify(callOf(deps, { pool }), { ...notice, to, source: 'CustomMessage_Authentication' });
    return sent[0];
  };

  it.each(['ON', 'OPTIONAL'] as const)('has the texts of the pool while MFA is %s', async (mfa) => {
    expect(await sentBy(mfa, 'email')).toMatchObject({ subject: 'own', body: 'own mail 123456' });
    expect(await sentBy(mfa, 'phone_number')).toMatchObject({
      body: 'own 123456',
      purpose: 'CustomMessage_Authentication',
    });
  });

  it('has default texts while MFA is off', async () => {
    expect(await sentBy('OFF', 'email')).toMatchObject({ body: 'Your authentication code is 123456. ' });
    expect(await sentBy('OFF', 'phone_number')).toMatchObject({ body: 'Your authentication code is 123456. ' });
  });
});
