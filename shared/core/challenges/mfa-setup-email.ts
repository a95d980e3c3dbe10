import { attributeUpdates } from '#core/attributes/request.ts';
import { fail, TEXT } from '#core/errors.ts';
import { maySetUp } from '#core/mfa/decision.ts';
import { withAttributes } from '#core/users/sign-in-names.ts';
import type { Chosen } from './challenge.ts';
import { onwardToCode } from './code-challenge.ts';
import { sendCode } from './message-code.ts';
import { requiredParameter } from './parameters.ts';

/**
 * The longest e-mail address that SMTP delivers to, in bytes (RFC 5321, section 4.5.3.1.3). A Session has room for it.
 */
const MAX_ADDRESS = 254;

/**
 * The answer to MFA_SETUP of a user without any contact, who gives an e-mail address. A code goes there, and the address
 * becomes the user's, and verified, by the right code. Until then only the Session has it: whoever mistypes it can begin
 * again, and nobody learns whose it is. It must be an address that the client may write and the pool allows.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
 */
export const setUpByEmail: Chosen<'MFA_SETUP'> = {
  name: 'MFA_SETUP',
  required: ['USERNAME', 'EMAIL'],
  choose(call, { found, responses }) {
    const { pool, client } = call;
    const user = found.user ?? fail('NotAuthorizedException', TEXT.sessionInvalid);
    if (!maySetUp(pool, user, 'EMAIL_OTP')) {
      return fail('InvalidParameterException', 'EMAIL_OTP is not among MFAS_CAN_SETUP.');
    }
    const Value = requiredParameter(responses, 'EMAIL');
    if (Buffer.byteLength(Value) > MAX_ADDRESS) fail('InvalidParameterException', TEXT.malformed.email);
    const { values } = attributeUpdates(pool, [{ Name: 'email', Value }], client);
    const { email } = withAttributes(pool, user, { ...user.attributes, ...values }, 'user').attributes;
    if (!email) return fail('InvalidParameterException', TEXT.malformed.email);
    return onwardToCode('EMAIL_OTP', async (signIn) => {
      const to = { attribute: 'email', value: email } as const;
      const { sent, parameters } = await sendCode(call, { signIn, user, to, when: 'now' });
      return { sent: { ...sent, pending: email }, parameters };
    });
  },
};
