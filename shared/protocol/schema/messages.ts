import {
  EMAIL_BY_LINK_FORM,
  EMAIL_MESSAGE_FORM,
  EMAIL_SUBJECT_FORM,
  MESSAGE_CHARACTER,
  MESSAGE_CHARACTERS,
} from '#core/pools/message-forms.ts';
import { string } from './shape.ts';

/*
 * The texts of e-mail and SMS messages. Each expression accepts what its pattern accepts (core/pools/message-forms.ts).
 */

/** A character that `.` matches in the service's expressions, which excludes the line ends of Java. */
const ON_THE_LINE = '[^\\n\\r\\x85\\u2028\\u2029]';

export const SmsVerificationMessageType = string({
  min: 6,
  max: 140,
  pattern: '.*\\{####\\}.*',
  expression: `${ON_THE_LINE}*\\{####\\}${ON_THE_LINE}*`,
});
export const EmailVerificationMessageType = string(EMAIL_MESSAGE_FORM);
export const EmailVerificationMessageByLinkType = string(EMAIL_BY_LINK_FORM);

/**
 * The placeholders of an invitation are checked together with the other settings, as in Cognito
 * (core/pools/message-forms.ts).
 */
export const SmsInviteMessageType = string({ min: 6, max: 140, pattern: '(?s).*', expression: '[^]*' });
export const EmailInviteMessageType = string({
  min: 6,
  max: 20_000,
  pattern: MESSAGE_CHARACTERS,
  expression: `${MESSAGE_CHARACTER}*`,
});
export const EmailNotificationBodyType = string({
  min: 6,
  max: 20_000,
  pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]+',
  expression: `${MESSAGE_CHARACTER}+`,
});

export const EmailVerificationSubjectType = string(EMAIL_SUBJECT_FORM);
export const EmailMfaSubjectType = string({
  pattern: EMAIL_SUBJECT_FORM.pattern,
  expression: EMAIL_SUBJECT_FORM.expression,
});
