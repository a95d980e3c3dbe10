import type { ClientCall } from '#core/call.ts';
import { CognitoError, TEXT } from '#core/errors.ts';
import { firstFactors } from '#core/mfa/first-factors.ts';
import { signInRefusal } from '#core/users/sign-in-status.ts';
import { confirmedByCode, firstCodeOf } from './confirmation.ts';
import { mfaOf, next, type Standing } from './next.ts';

/**
 * Returns the error for a user who has proved their identity but may not sign in: because of the account's status, or
 * because MFA is required and the user has no way to pass it. Returns undefined when the user may go on.
 */
export function refusalOf(call: ClientCall, standing: Standing): CognitoError | undefined {
  const { signIn, user } = standing;
  const code = firstCodeOf(signIn);
  // The settings may have changed since the code was sent.
  if (code && !firstFactors(call.pool, user).includes(code)) {
    return new CognitoError('NotAuthorizedException', TEXT.sessionInvalid);
  }
  const refusal = signInRefusal(code ? confirmedByCode(user) : user, call.deps.clock.now());
  if (refusal || mfaOf(call, standing).asks === 'nothing' || next(call, standing)) return refusal;
  return new CognitoError('MFAMethodNotFoundException');
}
