import { maySetUp } from '#core/mfa/decision.ts';
import type { Following, Guessed } from './challenge.ts';
import { codeChallenge, codeSent, sendToContact } from './code-challenge.ts';

const challenge = codeChallenge('EMAIL_OTP', 'EMAIL_OTP_CODE');

/**
 * The challenge for a code that is sent to the user's e-mail address. `begin` sends it after another factor.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html
 */
export const emailOtp: Following<'EMAIL_OTP'> & Guessed<'EMAIL_OTP'> = {
  ...challenge,
  answer(call, answering) {
    const { session, found } = answering;
    // The user may have got a factor in the meantime. Nobody may go around it with an address of their own.
    const isDue = !session.state.code.pending || (found.user && maySetUp(call.pool, found.user, 'EMAIL_OTP'));
    return isDue ? challenge.answer(call, answering) : undefined;
  },
  begin: async (call, standing) => codeSent('EMAIL_OTP', await sendToContact(call, standing, 'email')),
};
