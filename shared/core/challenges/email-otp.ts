import { fail } from '#core/errors.ts';
import { maySetUp } from '#core/mfa/decision.ts';
import type { Chosen, Following, Guessed } from './challenge.ts';
import { asksAgain, codeAgain, codeGuesses, isRightCode, sendCode } from './message-code.ts';
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
  instead: (call, responses) => (asksAgain(call, responses) ? another : undefined),
  async begin(call, { signIn, user }) {
    const value = user.attributes.email || fail('MFAMethodNotFoundException');
    const { sent, parameters } = await sendCode(call, { signIn, user, to: { attribute: 'email', value }, when: 'now' });
    return { state: { challenge: 'EMAIL_OTP', code: sent }, parameters };
  },
  answer(call, { session, found: { user }, responses }) {
    const given = requiredParameter(responses, 'EMAIL_OTP_CODE');
    const { code: sent } = session.state;
    // The user may have got a factor in the meantime. Nobody may go around it with an address of their own.
    const isStillDue = sent.pending === undefined || (user !== undefined && maySetUp(call.pool, user, 'EMAIL_OTP'));
    return isRightCode(call, session, { sent, given, user }) && isStillDue ? {} : undefined;
  },
  afterwards: verifyContact,
};

/** Another code, which a client may ask for with RESEND in place of EMAIL_OTP_CODE. */
const another: Chosen<'EMAIL_OTP'> = {
  name: 'EMAIL_OTP',
  required: ['USERNAME'],
  async choose(call, { session, found: { user } }) {
    const send = await codeAgain(call, session, user);
    return {
      name: 'EMAIL_OTP',
      begin: async () => {
        const { sent, parameters } = await send();
        return { state: { challenge: 'EMAIL_OTP', code: sent }, parameters };
      },
    };
  },
};
