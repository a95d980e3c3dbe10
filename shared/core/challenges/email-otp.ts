import type { Following, Guessed } from './challenge.ts';
import { codeChallenge, codeSent, sendToContact } from './code-challenge.ts';

/**
 * The challenge for a code that is sent to the user's e-mail address. `begin` sends it after another factor.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html
 */
export const emailOtp: Following<'EMAIL_OTP'> & Guessed<'EMAIL_OTP'> = {
  ...codeChallenge('EMAIL_OTP', 'EMAIL_OTP_CODE'),
  begin: async (call, standing) => codeSent('EMAIL_OTP', await sendToContact(call, standing, 'email')),
};
