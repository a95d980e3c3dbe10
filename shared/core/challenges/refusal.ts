import type { ClientCall } from '#core/call.ts';
import { CognitoError } from '#core/errors.ts';
import { signInRefusal } from '#core/users/sign-in-status.ts';
import { mfaOf, next, type Standing } from './next.ts';

/**
 * Returns the error for a user who has proved their identity but may not sign in: because of the account's status, or
 * because MFA is required and the user has no way to pass it. Returns undefined when the user may go on.
 */
export function refusalOf(call: ClientCall, standing: Standing): CognitoError | undefined {
  const refusal = signInRefusal(standing.user, call.deps.clock.now());
  if (refusal || mfaOf(call, standing).asks !== 'the impossible' || next(call, standing)) return refusal;
  return new CognitoError('MFAMethodNotFoundException');
}
