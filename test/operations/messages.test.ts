import { expect, it } from 'vitest';
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

it('fails when the delivery fails, so that it is tried again', async () => {
  const app = await createTestApp();
  app.failDelivery(true);
  const sealed = sealDelivery(app.deps.keys, delivery(true));
  await expect(handler({ sealed })).rejects.toMatchObject({ name: 'CodeDeliveryFailureException' });
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
