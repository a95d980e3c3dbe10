import { brokenStringRules, type StringRules } from '#core/constraints/strings.ts';
import { type Constraint, validationText } from '#core/constraints/wording.ts';
import { fail } from '#core/errors.ts';
import {
  checkPlaceholder,
  EMAIL_BY_LINK_FORM,
  EMAIL_MESSAGE_FORM,
  EMAIL_SUBJECT_FORM,
  hasLink,
} from '#core/pools/message-forms.ts';
import { type CustomTexts, customTexts } from '#core/triggers/custom-message.ts';
import type { Asking } from '#core/triggers/run.ts';
import type { Wording } from '#ports/deferred.ts';
import type { Message } from '#ports/messages.ts';
import { MAX_SMS, rewordedMessage } from './templates.ts';

/** The rules for an SMS with a code. Unlike the pool's own texts it may have several lines. */
const SMS_FORM = { max: MAX_SMS, pattern: '.*\\{####\\}.*', expression: '[^]*\\{####\\}[^]*' } satisfies StringRules;

/** What a message of each medium is checked by. The names are those of Cognito's errors (wording.test.ts). */
const MEDIUMS = {
  EMAIL: { form: EMAIL_MESSAGE_FORM, path: 'emailBody', body: 'Email message body' },
  SMS: { form: SMS_FORM, path: 'smsBody', body: 'SMS message' },
} as const;

/**
 * Returns the message as the pool's function words it. Throws what askFunction throws, and what checkedMessage throws.
 */
export async function worded(asking: Asking, message: Message, wording: Wording): Promise<Message> {
  return wordedAs(message, await customTexts(asking, wording.functionArn, wording.event), wording);
}

/**
 * Returns a message with the texts that a function has given for its medium. Each text must have the placeholder of the
 * code, an invitation also that of the user name, and must not be too long with both replaced. A message with a link may
 * have the placeholder of the link instead of the code's. Throws
 * InvalidParameterException for one that does not, and InvalidLambdaResponseException for the text of an e-mail that the
 * pool does not send by its owner's account.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html
 * @internal
 */
export function wordedAs(
  message: Message,
  { smsMessage, emailMessage, emailSubject }: CustomTexts,
  { username, link, wordsEmails }: Pick<Wording, 'username' | 'link' | 'wordsEmails'>,
): Message {
  const isEmail = message.medium === 'EMAIL';
  const text = isEmail ? emailMessage : smsMessage;
  const subject = isEmail ? emailSubject : undefined;
  if (isEmail && !wordsEmails && (text !== undefined || subject !== undefined)) fail('InvalidLambdaResponseException');
  if (subject !== undefined) refuse('emailSubject', brokenStringRules(EMAIL_SUBJECT_FORM, subject));
  if (text === undefined) return rewordedMessage(message, { text, subject }, { code: '' });
  const { form, path, body } = MEDIUMS[message.medium];
  if (text === '') fail('InvalidParameterException', 'The message is empty.');
  const { max } = form;
  // An invitation without a password has no code, and its text needs no place for one.
  const isByLink = isEmail && link !== undefined && hasLink(text);
  refuse(path, brokenStringRules(message.code === undefined ? { max } : isByLink ? EMAIL_BY_LINK_FORM : form, text));
  if (username !== undefined) checkPlaceholder(body, text, '{username}');
  const reworded = rewordedMessage(message, { text, subject }, { code: message.code ?? '', username, link });
  refuse(path, brokenStringRules({ max }, reworded.body));
  return reworded;
}

/** Throws the error that Cognito gives for a text that breaks constraints. It does not echo the text. */
function refuse(path: string, broken: readonly Constraint[]): void {
  const failures = broken.map((constraint) => ({ path, value: null, sensitive: true, constraint }));
  if (failures.length > 0) fail('InvalidParameterException', validationText(failures));
}
