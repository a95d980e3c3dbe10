import { fail } from '#core/errors.ts';
import type { Following, Guessed } from './challenge.ts';
import { codeGuesses, isRightCode, sendCode } from './message-code.ts';
import { requiredParameter } from './parameters.ts';
import { verifyContact } from './proven-contact.ts';

/**
 * The challenge for a code that is sent to the user's e-mail address. `begin` sends it after another factor.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html
 */
export const emailOtp: Following<'EMAIL_OTP'> & Guessed<'EMAIL_OTP'> = {
  name: 'EMAIL_OTP',
  proves: 'EMAIL_OTP',
  required: ['USERNAME', 'EMAIL_OTP_CODE'],
  guesses: codeGuesses,
  async begin(call, { signIn, user }) {
    const value = user.attributes.email || fail('MFAMethodNotFoundException');
    const { sent, parameters } = await sendCode(call, { signIn, user, to: { attribute: 'email', value }, when: 'now' });
    return { state: { challenge: 'EMAIL_OTP', code: sent }, parameters };
  },
  answer(call, { session, found: { user }, responses }) {
    const given = requiredParameter(responses, 'EMAIL_OTP_CODE');
    return isRightCode(call, session, { sent: session.state.code, given, user }) ? {} : undefined;
  },
  afterwards: verifyContact,
};
