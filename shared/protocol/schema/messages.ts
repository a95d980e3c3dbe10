import {
  charactersBefore,
  EMAIL_MESSAGE_FORM,
  MESSAGE_CHARACTER,
  MESSAGE_CHARACTERS,
} from '#core/pools/message-forms.ts';
import { string } from './shape.ts';

/* Texts of e-mail and SMS. The expressions say what the patterns say (core/pools/message-forms.ts). */

/** Without the line ends of the service's `.`, which are Java's. */
const ON_THE_LINE = '[^\\n\\r\\x85\\u2028\\u2029]';

export const SmsVerificationMessageType = string({
  min: 6,
  max: 140,
  pattern: '.*\\{####\\}.*',
  expression: `${ON_THE_LINE}*\\{####\\}${ON_THE_LINE}*`,
});
export const EmailVerificationMessageType = string(EMAIL_MESSAGE_FORM);
export const EmailVerificationMessageByLinkType = string({
  min: 6,
  max: 20_000,
  pattern: `${MESSAGE_CHARACTERS}\\{##${MESSAGE_CHARACTERS}##\\}${MESSAGE_CHARACTERS}`,
  expression: `${charactersBefore('\\{##')}\\{##${charactersBefore('##\\}')}##\\}${MESSAGE_CHARACTER}*`,
});

/** The placeholders of invitations are judged with the other settings, as Cognito does (core/pools/message-forms.ts). */
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

const SUBJECT = {
  pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s]+',
  expression: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t-\\r ]+',
};
/** Also of the other e-mail, but for that of a sign-in code. */
export const EmailVerificationSubjectType = string({ min: 1, max: 140, ...SUBJECT });
export const EmailMfaSubjectType = string(SUBJECT);
