import type { Chosen, Guessed } from './challenge.ts';
import { asksAgain, codeAgain, codeGuesses, isRightCode } from './message-code.ts';
import { requiredParameter } from './parameters.ts';
import { verifyContact } from './proven-contact.ts';

/**
 * The challenge for a code that is sent to the user's phone as the first factor.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
export const smsOtp: Guessed<'SMS_OTP'> = {
  name: 'SMS_OTP',
  proves: 'SMS_OTP',
  required: ['USERNAME', 'SMS_OTP_CODE'],
  guesses: codeGuesses,
  instead: (call, responses) => (asksAgain(call, responses) ? another : undefined),
  answer(call, { session, found: { user }, responses }) {
    const given = requiredParameter(responses, 'SMS_OTP_CODE');
    return isRightCode(call, session, { sent: session.state.code, given, user }) ? {} : undefined;
  },
  afterwards: verifyContact,
};

/** Another code, which a client may ask for with RESEND in place of SMS_OTP_CODE. */
const another: Chosen<'SMS_OTP'> = {
  name: 'SMS_OTP',
  required: ['USERNAME'],
  async choose(call, { session, found: { user } }) {
    const send = await codeAgain(call, session, user);
    return {
      name: 'SMS_OTP',
      begin: async () => {
        const { sent, parameters } = await send();
        return { state: { challenge: 'SMS_OTP', code: sent }, parameters };
      },
    };
  },
};
