import type { ClientCall } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { mfaDecision } from '#core/mfa/decision.ts';
import type { MfaFactor, User } from '#core/users/user.ts';
import type { Chosen, Following, Onward } from './challenge.ts';
import { emailOtp } from './email-otp.ts';
import type { Standing } from './next.ts';
import { requiredParameter } from './parameters.ts';
import { smsMfa } from './sms-mfa.ts';
import { softwareTokenMfa } from './software-token-mfa.ts';

/** The name that some pages of AWS give a factor in place of that of its challenge. */
const SYNONYMS: Readonly<Record<string, MfaFactor>> = { EMAIL_MFA: 'EMAIL_OTP' };

/**
 * The challenge for users who have several further factors and prefer none: the client names the one that it can answer.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
 */
export const selectMfaType: Following<'SELECT_MFA_TYPE'> & Chosen<'SELECT_MFA_TYPE'> = {
  name: 'SELECT_MFA_TYPE',
  required: ['USERNAME', 'ANSWER'],
  begin: (call, { user }) => ({
    state: { challenge: 'SELECT_MFA_TYPE' },
    parameters: { MFAS_CAN_CHOOSE: JSON.stringify(choicesOf(call, user)) },
  }),
  choose(call, { session, found, evidence, responses }) {
    const user = found.user ?? fail('NotAuthorizedException', TEXT.sessionInvalid);
    const answer = requiredParameter(responses, 'ANSWER');
    const factor = choicesOf(call, user).find((one) => one === (SYNONYMS[answer] ?? answer));
    if (!factor) return fail('InvalidParameterException', TEXT.notAChoice);
    return chosen(call, { signIn: session, user, device: evidence.device }, factor);
  },
};

/** Returns the factors that the user may choose from now. There are none when the settings no longer leave a choice. */
function choicesOf({ pool }: ClientCall, user: User): readonly MfaFactor[] {
  const decision = mfaDecision(pool, user);
  return decision.asks === 'choice' ? decision.factors : [];
}

function chosen(call: ClientCall, standing: Standing, factor: MfaFactor): Onward {
  const signIn = { wants: factor };
  switch (factor) {
    case 'SMS_MFA':
      return { name: factor, signIn, begin: () => smsMfa.begin(call, standing) };
    case 'SOFTWARE_TOKEN_MFA':
      return { name: factor, signIn, begin: () => softwareTokenMfa.begin(call, standing) };
    case 'EMAIL_OTP':
      return { name: factor, signIn, begin: () => emailOtp.begin(call, standing) };
  }
}
