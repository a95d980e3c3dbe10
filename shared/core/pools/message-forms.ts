import { brokenStringRules, type StringRules } from '#core/constraints/strings.ts';
import { validationText } from '#core/constraints/wording.ts';
import { fail } from '#core/errors.ts';
import type { AdminCreateUserConfig } from './pool.ts';

export const MESSAGE_CHARACTERS = '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*';
/** This JavaScript expression matches one of those characters. */
export const MESSAGE_CHARACTER = '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t-\\r *]';

/**
 * Returns an expression for the characters before the first placeholder. It never matches the placeholder itself, so an
 * expression does not try the placeholder at two places of a long text.
 */
const charactersBefore = (placeholder: string): string => `(?:(?!${placeholder})${MESSAGE_CHARACTER})*`;

/** The rules for an e-mail with a code. */
export const EMAIL_MESSAGE_FORM = {
  min: 6,
  max: 20_000,
  pattern: `${MESSAGE_CHARACTERS}\\{####\\}${MESSAGE_CHARACTERS}`,
  expression: `${charactersBefore('\\{####\\}')}\\{####\\}${MESSAGE_CHARACTER}*`,
} satisfies StringRules;

/** The rules for an e-mail with a link. */
export const EMAIL_BY_LINK_FORM = {
  min: 6,
  max: 20_000,
  pattern: `${MESSAGE_CHARACTERS}\\{##${MESSAGE_CHARACTERS}##\\}${MESSAGE_CHARACTERS}`,
  expression: `${charactersBefore('\\{##')}\\{##${charactersBefore('##\\}')}##\\}${MESSAGE_CHARACTER}*`,
} satisfies StringRules;

/** The placeholder of a link. The group is the text that the link has, in which there are no braces. */
export const LINK_PLACEHOLDER = /\{##([^{}]+?)##\}/;

/**
 * Returns whether a text has a place for a link. EMAIL_BY_LINK_FORM, which has Cognito's pattern, also accepts the
 * placeholder of a code.
 */
export function hasLink(text: string): boolean {
  return LINK_PLACEHOLDER.test(text);
}

/** The rules for the subject of every e-mail, except that with a code for signing in. */
export const EMAIL_SUBJECT_FORM = {
  min: 1,
  max: 140,
  pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s]+',
  expression: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t-\\r ]+',
} satisfies StringRules;

/**
 * Throws InvalidParameterException for an invitation that lacks the user name or the password. Cognito checks that
 * after it has validated the request, and then calls the template `inviteMessage` (public records of both).
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-message-customizations.html
 */
export function checkInvitation({
  emailMessage,
  smsMessage,
}: NonNullable<AdminCreateUserConfig['inviteMessageTemplate']>): void {
  if (emailMessage !== undefined) {
    const path = 'adminCreateUserConfig.inviteMessage.emailMessage';
    const failures = brokenStringRules(EMAIL_MESSAGE_FORM, emailMessage).map((constraint) => ({
      path,
      value: emailMessage,
      sensitive: false,
      constraint,
    }));
    if (failures.length > 0) fail('InvalidParameterException', validationText(failures));
    checkPlaceholder('Email message body', emailMessage, '{username}');
  }
  if (smsMessage !== undefined) {
    checkPlaceholder('SMS message', smsMessage, '{username}');
    checkPlaceholder('SMS message', smsMessage, '{####}');
  }
}

/** Throws InvalidParameterException for a text that lacks a placeholder, with Cognito's text. */
export function checkPlaceholder(what: string, message: string, placeholder: '{username}' | '{####}'): void {
  if (!message.includes(placeholder)) {
    fail('InvalidParameterException', `${what} should have ${placeholder} which will be replaced by code`);
  }
}
