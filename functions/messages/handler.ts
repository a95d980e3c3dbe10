import { openDelivery } from '#core/messages/sealed-delivery.ts';
import { deliver } from '#core/messages/send.ts';
import { container } from '#runtime/container.ts';

/** Hands over a message that a request has put off. Rejects when that fails: Lambda tries twice more, minutes apart. */
export async function handler(event: { readonly sealed?: unknown }): Promise<void> {
  const deps = await container();
  const delivery = openDelivery(deps.keys, event?.sealed);
  if (!delivery) return deps.logger.error('message.not-authentic');
  await deliver(deps, delivery);
}
