import { fail } from '#core/errors.ts';
import type { Following, Guessed } from './challenge.ts';
import { codeGuesses, isRightCode, sendCode } from './message-code.ts';
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
