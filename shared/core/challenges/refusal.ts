import type { ClientCall } from '#core/call.ts';
import { CognitoError, TEXT } from '#core/errors.ts';
import { mayBeginWith } from '#core/mfa/first-factors.ts';
import { signInRefusal } from '#core/users/sign-in-status.ts';
import { confirmedByCode, firstCodeOf } from './confirmation.ts';
import { accountIn } from './custom-account.ts';
import { mfaOf } from './due-mfa.ts';
import { missingLevel } from './levels.ts';
import { next, type Standing } from './next.ts';

/**
 * Returns the error for a user who has proved their identity but may not sign in: because of the account's status, or
 * because MFA is required and the user has no way to pass it, or because the sign-in ends below the level that it aims
 * at. Returns undefined when the user may go on.
 */
export function refusalOf(call: ClientCall, standing: Standing): CognitoError | undefined {
  const { signIn, user } = standing;
  const code = firstCodeOf(signIn);
  const begun = code ?? signIn.passed.map(({ factor }) => factor).find((factor) => factor === 'WEB_AUTHN');
  // The settings may have changed since the code was sent, or the passkey asked for.
  if (begun && !mayBeginWith(call.pool, user, begun)) {
    return new CognitoError('NotAuthorizedException', TEXT.sessionInvalid);
  }
  const account = accountIn(signIn, code ? confirmedByCode(user) : user);
  const refusal = signInRefusal(account, call.deps.clock.now());
  if (refusal || next(call, standing)) return refusal;
  if (mfaOf(call, standing).asks !== 'nothing') return new CognitoError('MFAMethodNotFoundException');
  if (!missingLevel(signIn)) return undefined;
  return new CognitoError('NotAuthorizedException', TEXT.sessionInvalid);
}
