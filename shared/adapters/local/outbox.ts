import type { Medium, MessageSender } from '#ports/messages.ts';

/** A message as the outbox shows it to people and scripts. Null is what the message did not have. */
export type OutboxMessage = {
  readonly to: string;
  readonly medium: Medium;
  readonly subject: string | null;
  readonly body: string;
  /** The code or temporary password, as it has to be typed. */
  readonly code: string | null;
  /** ISO 8601, UTC, milliseconds. */
  readonly sentAt: string;
};

/** A sender whose messages stay on this machine to be looked at. */
export type Outbox = MessageSender & {
  /** Newest first; with `to`, only those to this address (e-mail in any case) or number (exactly). */
  readonly messages: (to?: string) => readonly OutboxMessage[];
};

/**
 * Keeps the last `limit` messages in memory: they hold live codes and temporary passwords, so they never touch the disk.
 * `now` gives milliseconds since 1970.
 */
export function createOutbox(options: { readonly now: () => number; readonly limit?: number }): Outbox {
  const { now, limit = 500 } = options;
  const kept: OutboxMessage[] = [];
  return {
    send: async ({ to, medium, subject = null, body, code = null }) => {
      kept.unshift({ to, medium, subject, body, code, sentAt: new Date(now()).toISOString() });
      kept.length = Math.min(kept.length, limit);
    },
    messages: (to) => (to === undefined ? [...kept] : kept.filter((message) => isTo(message, to))),
  };
}

function isTo(message: OutboxMessage, to: string): boolean {
  return message.medium === 'EMAIL' ? message.to.toLowerCase() === to.toLowerCase() : message.to === to;
}
