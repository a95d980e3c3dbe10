import { directionOf } from '#core/languages/language.ts';
import type { TextName } from '#core/languages/texts.ts';
import { LINK_PLACEHOLDER } from '#core/pools/message-forms.ts';
import type { VerificationMessageTemplate } from '#core/pools/pool.ts';
import type { Medium, Message } from '#ports/messages.ts';
import { escapeHtml } from './html.ts';
import type { Speech } from './speech.ts';

/** The texts of messages with a code for signing in. */
export type AuthenticationTemplate = {
  readonly smsMessage?: string | undefined;
  readonly emailMessage?: string | undefined;
  readonly emailSubject?: string | undefined;
};

type InvitationTemplate = {
  readonly smsMessage?: string;
  readonly emailMessage?: string;
  readonly emailSubject?: string;
};

/**
 * The longest SMS with its code, in UTF-16 units. The templates have the same bound, but a code of eight digits is longer
 * than the placeholder.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-message-customizations.html
 */
export const MAX_SMS = 140;

/** Where a message goes, and the language for what the pool does not word. */
type Addressed = { readonly medium: Medium; readonly to: string; readonly speech: Speech };

/** The values that replace the placeholders. */
export type Values = {
  readonly code: string;
  readonly username?: string | undefined;
  readonly link?: string | undefined;
};

/*
 * A text that the pool does not set is that of the catalogue. The space at the end of some English ones is Cognito's.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-message-customizations.html
 */

/**
 * Makes the message that verifies a user's e-mail address or phone number, or that allows a new password. `link` is the
 * confirmation URL: if it is given, an e-mail has the link and not the code.
 * `{username}` is not replaced, because Cognito offers it in invitations only.
 */
export function verificationMessage(
  template: Partial<VerificationMessageTemplate>,
  values: Addressed & { readonly code: string; readonly link?: string | undefined },
): Message {
  const { medium, code, to, link, speech } = values;
  const { texts } = speech;
  if (medium === 'SMS') {
    const text = template.smsMessage ?? texts['message.verification'];
    return sms(to, text, { code });
  }
  if (link !== undefined) {
    const html = template.emailMessageByLink ?? asHtml(speech, 'message.linkVerification');
    return email(to, template.emailSubjectByLink ?? texts['message.linkVerificationSubject'], html, { code, link });
  }
  const html = template.emailMessage ?? asHtml(speech, 'message.verification');
  const subject = template.emailSubject ?? texts['message.verificationSubject'];
  return email(to, subject, html, { code });
}

/**
 * Makes the message with a code for signing in. An SMS that the code would make too long has the default text, which a
 * phone network does not split.
 */
export function authenticationMessage(
  template: AuthenticationTemplate,
  values: Addressed & { readonly code: string },
): Message {
  const { medium, code, to, speech } = values;
  const { texts } = speech;
  if (medium === 'SMS') {
    const text = texts['message.authentication'];
    const own = sms(to, template.smsMessage ?? text, { code });
    return own.body.length > MAX_SMS ? sms(to, text, { code }) : own;
  }
  const subject = template.emailSubject ?? texts['message.authenticationSubject'];
  return email(to, subject, template.emailMessage ?? asHtml(speech, 'message.authentication'), { code });
}

/**
 * Makes the message to a user whom an administrator has created. `code` is the temporary password; it is empty for a user
 * who has none. The pool's own texts are used for both.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-create-user-accounts.html
 */
export function invitationMessage(
  template: InvitationTemplate = {},
  values: Addressed & { readonly username: string; readonly code: string },
): Message {
  const { medium, username, code, to, speech } = values;
  const { texts } = speech;
  const text = code === '' ? 'message.invitationWithoutPassword' : 'message.invitation';
  if (medium === 'SMS') return sms(to, template.smsMessage ?? texts[text], { code, username });
  const subject = texts[code === '' ? 'message.invitationSubjectWithoutPassword' : 'message.invitationSubject'];
  return email(to, template.emailSubject ?? subject, template.emailMessage ?? asHtml(speech, text), { code, username });
}

/**
 * Returns a message with another text in place of its own and, if it is an e-mail, another subject, with their
 * placeholders replaced.
 */
export function rewordedMessage(
  message: Message,
  { text, subject }: { readonly text: string | undefined; readonly subject: string | undefined },
  values: Values,
): Message {
  const inserted = message.medium === 'EMAIL' ? escapeHtml : (value: string) => value;
  return {
    ...message,
    ...(subject !== undefined && { subject: subjectLine(subject) }),
    ...(text !== undefined && { body: render(text, values, inserted) }),
  };
}

function sms(to: string, template: string, values: Values): Message {
  return { medium: 'SMS', to, body: render(template, values, (value) => value), code: values.code || undefined };
}

function email(to: string, subject: string, template: string, values: Values): Message {
  return {
    medium: 'EMAIL',
    to,
    subject: subjectLine(subject),
    body: render(template, values, escapeHtml),
    code: values.code || undefined,
  };
}

/**
 * Returns a text of the catalogue as the body of an e-mail. The texts of pools are HTML, and those of catalogues are not:
 * their places are all that stays. A language that is written from right to left needs to say so, because a mail begins
 * on the left otherwise.
 */
function asHtml({ language, texts }: Speech, name: TextName): string {
  const escaped = escapeHtml(texts[name]);
  return directionOf(language) === 'rtl' ? `<div dir="rtl" lang="${language}">${escaped}</div>` : escaped;
}

/**
 * Removes control characters from a subject, because a line break would begin another header. Cognito replaces no
 * placeholders in subjects (github.com/aws-amplify/amplify-js/issues/936). Mailboxes list the subjects, so a code must
 * not be there.
 */
function subjectLine(subject: string): string {
  return subject.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

const PLACEHOLDERS = new RegExp(`\\{####\\}|\\{username\\}|${LINK_PLACEHOLDER.source}`, 'g');

/**
 * Replaces all placeholders in one pass, so that a user name or password that looks like a placeholder stays as it is.
 * `inserted` makes a value fit the medium.
 */
function render(template: string, values: Values, inserted: (value: string) => string): string {
  return template.replace(PLACEHOLDERS, (placeholder, linkText) => {
    if (placeholder === '{####}') return inserted(values.code);
    if (placeholder === '{username}') return values.username === undefined ? placeholder : inserted(values.username);
    return values.link === undefined ? placeholder : `<a href="${inserted(values.link)}">${linkText}</a>`;
  });
}
