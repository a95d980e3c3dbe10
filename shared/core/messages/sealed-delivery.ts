import type { Delivery } from '#ports/deferred.ts';
import type { Keys } from '#ports/keys.ts';

const CONTEXT = 'deferred-delivery';

/** A delivery as it may pass through a queue: it holds a code and who it is for. Base64. */
export function sealDelivery(keys: Keys, delivery: Delivery): string {
  return keys.seal('directory', CONTEXT, Buffer.from(JSON.stringify(delivery))).toString('base64');
}

/** undefined for anything that was not sealed by sealDelivery. */
export function openDelivery(keys: Keys, sealed: unknown): Delivery | undefined {
  if (typeof sealed !== 'string') return undefined;
  const plain = keys.open('directory', CONTEXT, Buffer.from(sealed, 'base64'));
  return plain && (JSON.parse(plain.toString()) as Delivery);
}
