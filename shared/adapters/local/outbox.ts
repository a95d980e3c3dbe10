import { randomUUID } from 'node:crypto';
import type { Medium, MessageSender } from '#ports/messages.ts';

/** A message as the outbox shows it to people and scripts. A member is null when the message does not have it. */
export type OutboxMessage = {
  /** A UUID. It is of this process, as the message is. */
  readonly id: string;
  readonly to: string;
  readonly medium: Medium;
  /** The reason for the message, such as CustomMessage_SignUp. */
  readonly purpose: string | null;
  readonly subject: string | null;
  readonly body: string;
  /** The code or temporary password as the recipient has to type it. */
  readonly code: string | null;
  /** The time of sending in ISO 8601, in UTC with milliseconds. */
  readonly sentAt: string;
};

/** A sender that keeps its messages on this machine, where they can be read. */
export type Outbox = MessageSender & {
  /**
   * Returns the messages, newest first. With `to` it returns only those to this e-mail address in any case, or to
   * exactly this phone number.
   */
  readonly messages: (to?: string) => readonly OutboxMessage[];
};

/**
 * Keeps the last `limit` messages in memory. They contain live codes and temporary passwords, so they are never written
 * to disk. `now` returns epoch milliseconds.
 */
export function createOutbox(options: { readonly now: () => number; readonly limit?: number }): Outbox {
  const { now, limit = 500 } = options;
  const kept: OutboxMessage[] = [];
  return {
    send: async ({ to, medium, purpose = null, subject = null, body, code = null }) => {
      kept.unshift({
        id: randomUUID(),
        to,
        medium,
        purpose,
        subject,
        body,
        code,
        sentAt: new Date(now()).toISOString(),
      });
      kept.length = Math.min(kept.length, limit);
    },
    messages: (to) => (to === undefined ? [...kept] : kept.filter((message) => isTo(message, to))),
  };
}

function isTo(message: OutboxMessage, to: string): boolean {
  return message.medium === 'EMAIL' ? message.to.toLowerCase() === to.toLowerCase() : message.to === to;
}
