import { createTransport } from 'nodemailer';
import { htmlToText } from '#core/messages/html.ts';
import { parseMailbox, plainAddress } from '#core/messages/mailbox.ts';
import type { MessageSender } from '#ports/messages.ts';

/** Cognito's own sender, which is used when neither the pool nor the options name one. */
const DEFAULT_FROM = 'no-reply@verificationemail.com';

/** The options of a mailer. */
export type MailerOptions = {
  /** The sender of messages that have none of their own: `address` or `Name <address>`. */
  readonly from?: string;
  /** The longest wait for one message in milliseconds. The default is 10 seconds. */
  readonly timeoutMilliseconds?: number;
};

/** A sender of e-mail. `close` ends idle connections at once, and the others when their message is delivered. */
export type Mailer = MessageSender & { readonly close: () => void };

/**
 * Sends e-mail by SMTP. `url` is `smtp://user:password@host:port`, which uses STARTTLS when the server has it, or
 * `smtps://...`. Connection options of nodemailer may follow as a query. With a password and a host other than this
 * machine, STARTTLS is required unless the query says `requireTLS=false`.
 * Throws when the URL is not an SMTP URL or `from` is not a mailbox. `send` rejects for an SMS, for an address that is
 * not exactly one plain address, when the server refuses the message, and when it takes longer than the timeout.
 */
export function createMailer(url: string, options: MailerOptions = {}): Mailer {
  const { from = DEFAULT_FROM, timeoutMilliseconds: timeout = 10_000 } = options;
  parseMailbox(from);
  const transport = createTransport({
    pool: true,
    url,
    requireTLS: needsTls(parseSmtpUrl(url)),
    // A person can ask for a code again, so one retry of a connection that was lost half-way is enough.
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
        // This header (RFC 3834) keeps out-of-office assistants from answering.
        headers: { 'Auto-Submitted': 'auto-generated' },
        // The timeouts above begin anew with every answer of the server. This one bounds them all, and the wait for a
        // connection.
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
