import { LINK_PLACEHOLDER } from '#core/pools/message-forms.ts';
import type { VerificationMessageTemplate } from '#core/pools/pool.ts';
import type { Medium, Message } from '#ports/messages.ts';
import { escapeHtml } from './html.ts';

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
 * These texts are used when the pool sets none. The space at the end of some of them is Cognito's.
 * Source:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-message-customizations.html
 */
const DEFAULT_TEXT = {
  verification: 'Your verification code is {####}. ',
  verificationSubject: 'Your verification code',
  linkVerification: 'Please click the link below to verify your email address. {##Verify Email##} ',
  linkVerificationSubject: 'Your verification link',
  authentication: 'Your authentication code is {####}. ',
  authenticationSubject: 'Your authentication code',
  invitation: 'Your username is {username} and temporary password is {####}. ',
  invitationSubject: 'Your temporary password',
  invitationWithoutPassword: 'Your username is {username}. ',
  invitationSubjectWithoutPassword: 'Your username',
} as const;

/**
 * The longest SMS with its code, in UTF-16 units. The templates have the same bound, but a code of eight digits is longer
 * than the placeholder.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-message-customizations.html
 */
export const MAX_SMS = 140;

/** The values that replace the placeholders. */
export type Values = {
  readonly code: string;
  readonly username?: string | undefined;
  readonly link?: string | undefined;
};

/**
 * Makes the message that verifies a user's e-mail address or phone number, or that allows a new password. `link` is the
 * confirmation URL: if it is given, an e-mail has the link and not the code.
 * `{username}` is not replaced, because Cognito offers it in invitations only.
 */
export function verificationMessage(
  template: Partial<VerificationMessageTemplate>,
  values: { readonly medium: Medium; readonly code: string; readonly to: string; readonly link?: string | undefined },
): Message {
  const { medium, code, to, link } = values;
  if (medium === 'SMS') {
    const text = template.smsMessage ?? DEFAULT_TEXT.verification;
    return sms(to, text, { code });
  }
  if (link !== undefined) {
    const html = template.emailMessageByLink ?? DEFAULT_TEXT.linkVerification;
    return email(to, template.emailSubjectByLink ?? DEFAULT_TEXT.linkVerificationSubject, html, { code, link });
  }
  const html = template.emailMessage ?? DEFAULT_TEXT.verification;
  const subject = template.emailSubject ?? DEFAULT_TEXT.verificationSubject;
  return email(to, subject, html, { code });
}

/**
 * Makes the message with a code for signing in. An SMS that the code would make too long has the default text, which a
 * phone network does not split.
 */
export function authenticationMessage(
  template: AuthenticationTemplate,
  values: { readonly medium: Medium; readonly code: string; readonly to: string },
): Message {
  const { medium, code, to } = values;
  if (medium === 'SMS') {
    const own = sms(to, template.smsMessage ?? DEFAULT_TEXT.authentication, { code });
    return own.body.length > MAX_SMS ? sms(to, DEFAULT_TEXT.authentication, { code }) : own;
  }
  const subject = template.emailSubject ?? DEFAULT_TEXT.authenticationSubject;
  return email(to, subject, template.emailMessage ?? DEFAULT_TEXT.authentication, { code });
}

/**
 * Makes the message to a user whom an administrator has created. `code` is the temporary password; it is empty for a user
 * who has none. The pool's own texts are used for both.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-create-user-accounts.html
 */
export function invitationMessage(
  template: InvitationTemplate = {},
  values: { readonly medium: Medium; readonly username: string; readonly code: string; readonly to: string },
): Message {
  const { medium, username, code, to } = values;
  const text = code === '' ? DEFAULT_TEXT.invitationWithoutPassword : DEFAULT_TEXT.invitation;
  const subject = code === '' ? DEFAULT_TEXT.invitationSubjectWithoutPassword : DEFAULT_TEXT.invitationSubject;
  return medium === 'SMS'
    ? sms(to, template.smsMessage ?? text, { code, username })
    : email(to, template.emailSubject ?? subject, template.emailMessage ?? text, { code, username });
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
