import type { Following, Guessed } from './challenge.ts';
import { codeChallenge, codeSent, sendToContact } from './code-challenge.ts';

/**
 * The challenge for a code that is sent to the user's phone, after another factor.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html
 */
export const smsMfa: Following<'SMS_MFA'> & Guessed<'SMS_MFA'> = {
  ...codeChallenge('SMS_MFA', 'SMS_MFA_CODE'),
  begin: async (call, standing) => codeSent('SMS_MFA', await sendToContact(call, standing, 'phone_number')),
};
