import type { Medium, MessageSender } from '#ports/messages.ts';
import type { SesOptions } from './ses.ts';
import type { SnsOptions } from './sns.ts';

/**
 * Sends e-mail with SES and SMS with SNS. The client of a medium is loaded with its first message, so that the start
 * of a function does not pay for it. Rejects with DeliveryError.
 */
export function awsMessages(options: SesOptions & SnsOptions): MessageSender {
  const load: Readonly<Record<Medium, () => Promise<MessageSender>>> = {
    EMAIL: async () => (await import('./ses.ts')).sesMail(options),
    SMS: async () => (await import('./sns.ts')).snsSms(options),
  };
  const loaded = new Map<Medium, Promise<MessageSender>>();
  return {
    async send(message) {
      const sender = loaded.get(message.medium) ?? load[message.medium]();
      loaded.set(message.medium, sender);
      await (await sender).send(message);
    },
  };
}
