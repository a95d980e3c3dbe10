import { fail } from '#core/errors.ts';
import { mfaDecision } from '#core/mfa/decision.ts';
import { withEnabled, withMfa } from '#core/mfa/user-mfa.ts';
import type { Following } from './challenge.ts';

/**
 * The challenge for users of a pool that requires MFA who have no factor yet. For a software token, the client takes the
 * Session through AssociateSoftwareToken and VerifySoftwareToken (mfa-setup-steps.ts), and answers with the Session that
 * it has then. The software token is then asked for at every sign-in.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html
 */
export const mfaSetup: Following<'MFA_SETUP'> = {
  name: 'MFA_SETUP',
  required: ['USERNAME'],
  begin({ pool }, { user }) {
    const decision = mfaDecision(pool, user);
    const factors = decision.asks === 'set-up' ? decision.factors : [];
    return { state: { challenge: 'MFA_SETUP' }, parameters: { MFAS_CAN_SETUP: JSON.stringify(factors) } };
  },
  async answer(call, { session, user }) {
    if (session.state.isVerified) return withMfa(call, user, withEnabled(user.mfa, 'SOFTWARE_TOKEN_MFA'));
    return fail('InvalidParameterException', 'User has not set up software token mfa');
  },
};
