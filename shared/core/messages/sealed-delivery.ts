import { type Forms, fromForm, inForm } from '#core/keys/forms.ts';
import type { Delivery } from '#ports/deferred.ts';
import type { Keyring } from '#ports/keys.ts';

const CONTEXT = 'deferred-delivery';
/**
 * In the second form a function of the pool has to word or to send the message. A version that knows only the first form
 * would send it by itself. In the third form the function words a message with a link, which a version that knows only the
 * second would leave out.
 */
const FORMS: Forms<Delivery> = { form: 3, upgrade: (older) => older as Delivery };

/**
 * Seals a delivery, which contains a code and its recipient, so that it may pass through a queue. The result is in
 * base64.
 */
export function sealDelivery(keys: Keyring, delivery: Delivery): string {
  const { wording, sender, tooLarge } = delivery;
  const form = wording?.link !== undefined ? FORMS.form : wording || sender || tooLarge ? 2 : 1;
  return keys.seal('directory', CONTEXT, inForm({ form }, JSON.stringify(delivery))).toString('base64');
}

/** Opens a sealed delivery. Returns undefined for anything that sealDelivery did not seal. */
export function openDelivery(keys: Keyring, sealed: unknown): Delivery | undefined {
  if (typeof sealed !== 'string') return undefined;
  const plain = keys.open('directory', CONTEXT, Buffer.from(sealed, 'base64'));
  return plain && fromForm(FORMS, plain);
}
