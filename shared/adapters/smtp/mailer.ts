import { createTransport } from 'nodemailer';
import { htmlToText } from '#core/messages/html.ts';
import { parseMailbox, plainAddress } from '#core/messages/mailbox.ts';
import type { MessageSender } from '#ports/messages.ts';

/** Cognito's own sender when a pool names none. */
const DEFAULT_FROM = 'no-reply@verificationemail.com';

export type MailerOptions = {
  /** `address` or `Name <address>`, for messages without a sender of their own. */
  readonly from?: string;
  /** Longest wait for one message, in milliseconds; 10 seconds by default. */
  readonly timeoutMilliseconds?: number;
};

/** A sender of e-mail; `close` ends idle connections, and the others once their message is delivered. */
export type Mailer = MessageSender & { readonly close: () => void };

/**
 * Sends e-mail by SMTP. `url` is `smtp://user:password@host:port` (STARTTLS when the server has it) or `smtps://...`;
 * nodemailer's connection options may follow as a query. With a password and a host other than this machine STARTTLS
 * is required, unless the query says `requireTLS=false`.
 * Throws when the URL is not an SMTP one. `send` rejects for SMS, for an address that is not exactly one plain
 * address, when the server refuses, and when it takes longer than the timeout.
 */
export function createMailer(url: string, options: MailerOptions = {}): Mailer {
  const { from = DEFAULT_FROM, timeoutMilliseconds: timeout = 10_000 } = options;
  parseMailbox(from);
  const transport = createTransport({
    pool: true,
    url,
    requireTLS: needsTls(parseSmtpUrl(url)),
    // A code is asked for again by a person, so few retries of a connection lost half-way are enough.
    maxRequeues: 1,
    dnsTimeout: timeout,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (message) => {
      if (message.medium === 'SMS') throw new Error('SMTP_URL delivers e-mail only; there is no sender for SMS.');
      await transport.sendMail({
        to: { address: plainAddress(message.to), name: '' },
        from: parseMailbox(message.from ?? from),
        replyTo: message.replyTo === undefined ? undefined : parseMailbox(message.replyTo),
        subject: message.subject ?? '',
        html: message.body,
        text: htmlToText(message.body),
        // RFC 3834: keeps out-of-office assistants from answering.
        headers: { 'Auto-Submitted': 'auto-generated' },
        // The timeouts above each start anew with every answer; this one bounds them all, and the wait for a connection.
        signal: AbortSignal.timeout(timeout),
      });
    },
    close: () => transport.close(),
  };
}

/** The URL holds a password, so no error repeats it. */
function parseSmtpUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^smtps?:$/.test(parsed.protocol) || parsed.hostname === '') {
    throw new Error('SMTP_URL must look like smtp://user:password@host:587 or smtps://user:password@host:465.');
  }
  return parsed;
}

function needsTls(url: URL): boolean {
  const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/i.test(url.hostname);
  return url.password !== '' && !loopback;
}
