import { expect, it } from 'vitest';
import { DeliveryError } from '#core/messages/delivery-error.ts';
import { openDelivery, sealDelivery } from '#core/messages/sealed-delivery.ts';
import { handler } from '#functions/messages/handler.ts';
import type { Delivery } from '#ports/deferred.ts';
import { provideContainer } from '#runtime/container.ts';
import { createTestApp } from '#test/app.ts';

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
