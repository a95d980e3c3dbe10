import { fail } from '#core/errors.ts';
import type { Chosen, Following, Guessed } from './challenge.ts';
import { asksAgain, codeAgain, codeGuesses, isRightCode, sendCode } from './message-code.ts';
import { requiredParameter } from './parameters.ts';
import { verifyContact } from './proven-contact.ts';

/**
 * The challenge for a code that is sent to the user's phone, after another factor.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html
 */
export const smsMfa: Following<'SMS_MFA'> & Guessed<'SMS_MFA'> = {
  name: 'SMS_MFA',
  proves: 'SMS_MFA',
  required: ['USERNAME', 'SMS_MFA_CODE'],
  guesses: codeGuesses,
  instead: (call, responses) => (asksAgain(call, responses) ? another : undefined),
  async begin(call, { signIn, user }) {
    const value = user.attributes.phone_number || fail('MFAMethodNotFoundException');
    const to = { attribute: 'phone_number', value } as const;
    const { sent, parameters } = await sendCode(call, { signIn, user, to, when: 'now' });
    return { state: { challenge: 'SMS_MFA', code: sent }, parameters };
  },
  answer(call, { session, found: { user }, responses }) {
    const given = requiredParameter(responses, 'SMS_MFA_CODE');
    return isRightCode(call, session, { sent: session.state.code, given, user }) ? {} : undefined;
  },
  afterwards: verifyContact,
};

/** Another code, which a client may ask for with RESEND in place of SMS_MFA_CODE. */
const another: Chosen<'SMS_MFA'> = {
  name: 'SMS_MFA',
  required: ['USERNAME'],
  async choose(call, { session, found: { user } }) {
    const send = await codeAgain(call, session, user);
    return {
      name: 'SMS_MFA',
      begin: async () => {
        const { sent, parameters } = await send();
        return { state: { challenge: 'SMS_MFA', code: sent }, parameters };
      },
    };
  },
};
