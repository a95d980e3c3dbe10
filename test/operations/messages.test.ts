import { expect, it } from 'vitest';
import { DeliveryError } from '#core/messages/delivery-error.ts';
import { openDelivery, sealDelivery } from '#core/messages/sealed-delivery.ts';
import { FunctionError, type FunctionErrorReason } from '#core/triggers/function-error.ts';
import { handler } from '#functions/messages/handler.ts';
import type { Delivery } from '#ports/deferred.ts';
import { provideContainer } from '#runtime/container.ts';
import { createTestApp } from '#test/app.ts';
import { DELIVERY_BY_FUNCTION } from '../repositories/form-values.ts';

const delivery = (wanted: boolean): Delivery => ({
  poolId: 'us-east-1_abc',
  message: { medium: 'EMAIL', to: 'ada@example.com', subject: 'Code', body: 'Your code is 123456', code: '123456' },
  wanted,
});

it('delivers what was put off, if somebody is to get it', async () => {
  const app = await createTestApp();
  await handler({ sealed: sealDelivery(app.deps.keys, delivery(false)) });
  expect(app.outbox.messages('ada@example.com')).toEqual([]);
  await handler({ sealed: sealDelivery(app.deps.keys, delivery(true)) });
  expect(app.outbox.messages('ada@example.com')).toMatchObject([{ subject: 'Code', code: '123456' }]);
});

it.each([
  ['may get through later', new DeliveryError('SES is throttling.', { passing: true }), true],
  ['is not understood', new Error('Delivery is down.'), true],
  ['never gets through', new DeliveryError('SES refused the message.'), false],
])('is tried again when what failed %s', async (_name, error, again) => {
  const { deps } = await createTestApp();
  const warnings: string[] = [];
  const logger = { ...deps.logger, warn: (name: string) => void warnings.push(name) };
  provideContainer(async () => ({ ...deps, logger, messages: { send: () => Promise.reject(error) } }));
  const handled = await handler({ sealed: sealDelivery(deps.keys, delivery(true)) }).then(
    () => 'done',
    ({ name }) => name,
  );
  expect(handled).toBe(again ? 'CodeDeliveryFailureException' : 'done');
  expect(warnings).toEqual(['message.not-delivered']);
});

it.each([[{}], [{ sealed: 1 }], [{ sealed: '' }], [{ sealed: 'AAAA' }], [null]])(
  'delivers nothing for %j',
  async (event) => {
    const { deps } = await createTestApp();
    const errors: string[] = [];
    const logger = { ...deps.logger, error: (name: string) => void errors.push(name) };
    provideContainer(async () => ({ ...deps, logger }));
    await handler(event as never);
    expect(errors).toEqual(['message.not-authentic']);
  },
);

it('is sealed: who sees it in the queue learns neither code nor address', async () => {
  const { deps } = await createTestApp();
  const sealed = sealDelivery(deps.keys, delivery(true));
  const bytes = Buffer.from(sealed, 'base64').toString('latin1');
  for (const secret of ['123456', 'ada@example.com']) expect(bytes).not.toContain(secret);
  expect(openDelivery(deps.keys, sealed)).toEqual(delivery(true));
});

const { wording, sender } = DELIVERY_BY_FUNCTION;
const byFunction = (part: Partial<Delivery>): Delivery => ({ ...delivery(true), ...part });
const functionThatFails = (reason: FunctionErrorReason) => {
  const fails = () => Promise.reject(new FunctionError(reason));
  return { invoke: fails, start: fails };
};

it.each([
  ['timeout', true],
  ['throttled', true],
  ['busy', true],
  ['unavailable', true],
  ['function-error', false],
  ['access-denied', false],
  ['not-found', false],
] as const)('is tried again after %s of a function of the pool: %s', async (reason, again) => {
  const app = await createTestApp();
  const warnings: string[] = [];
  const logger = { ...app.deps.logger, warn: (name: string) => void warnings.push(name) };
  provideContainer(async () => ({ ...app.deps, logger, functions: functionThatFails(reason) }));
  for (const part of [{ wording }, { sender }]) {
    const handled = await handler({ sealed: sealDelivery(app.deps.keys, byFunction(part)) }).then(
      () => 'done',
      ({ name }) => name,
    );
    expect(handled).toBe(again ? 'CodeDeliveryFailureException' : 'done');
  }
  expect(warnings.filter((name) => name === 'message.not-delivered')).toHaveLength(2);
  expect(app.outbox.messages('ada@example.com')).toEqual([]);
});

it('is worded or sent by the function of the pool', async () => {
  const app = await createTestApp();
  const words = app.functions.set('words', (event) => ({ ...event, response: { emailMessage: '{username} {####}' } }));
  const worded = byFunction({ wording: { ...wording!, functionArn: words } });
  await handler({ sealed: sealDelivery(app.deps.keys, worded) });
  expect(app.outbox.messages('ada@example.com')).toMatchObject([{ subject: 'Code', body: 'ada 123456' }]);
  const sends = app.functions.set('sends');
  await handler({ sealed: sealDelivery(app.deps.keys, byFunction({ sender: { ...sender!, functionArn: sends } })) });
  expect(app.functions.events.at(-1)).toMatchObject({
    triggerSource: 'CustomEmailSender_SignUp',
    request: { code: expect.stringMatching(/^[A-Za-z0-9+/]{200,}=*$/) },
  });
  expect(app.outbox.messages('ada@example.com')).toHaveLength(1);
});

it('is not left to a version that would send it by itself', async () => {
  const { deps } = await createTestApp();
  const formOf = (one: Delivery) =>
    deps.keys.open('directory', 'deferred-delivery', Buffer.from(sealDelivery(deps.keys, one), 'base64'))![0];
  expect([{ wording }, { sender }, { tooLarge: true as const }].map((part) => formOf(byFunction(part)))).toEqual([
    2, 2, 2,
  ]);
  expect(formOf(delivery(true))).toBe('{'.charCodeAt(0));
});
