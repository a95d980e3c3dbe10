import type { ClientCall } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { mayBeginWith } from '#core/mfa/first-factors.ts';
import { openSignUpSession, provenAttribute } from '#core/sign-up/session.ts';
import { preAuthentication } from '#core/triggers/pre-authentication.ts';
import { findUser } from '#core/users/find.ts';
import { shownName } from '#core/users/names.ts';
import { newSignIn } from './auth-session.ts';
import { concludeProof, type SignInResult } from './ending.ts';

const FACTORS = { email: 'EMAIL_OTP', phone_number: 'SMS_OTP' } as const;

/**
 * Signs in a user who has just confirmed a sign-up, with the Session of ConfirmSignUp: the code that was given there
 * counts as the first factor, once. Returns undefined if the user could not sign in by such a code now; the sign-in then
 * goes on as if there were no Session. Throws NotAuthorizedException for a Session that is not or no longer valid.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
export async function signInAfterSignUp(
  call: ClientCall,
  username: string,
  sealed: string,
): Promise<SignInResult | undefined> {
  const session = openSignUpSession(call, sealed);
  const now = call.deps.clock.now();
  if (session.expiresAt <= now) fail('NotAuthorizedException', TEXT.sessionExpired);
  const found = await findUser(call, username, () => ({}));
  const { user } = found;
  if (user?.sub !== session.sub || user.stamp !== session.stamp) {
    return fail('NotAuthorizedException', TEXT.sessionInvalid);
  }
  const attribute = provenAttribute(session, user);
  const factor = attribute && FACTORS[attribute];
  if (!factor || !mayBeginWith(call.pool, user, factor)) return undefined;
  await preAuthentication(call, username, user);
  const shown = shownName(call.pool, username, found);
  const begun = newSignIn(call, { sub: user.sub, asked: username, username: shown, stamp: user.stamp });
  const signIn = { ...begun, id: session.id, passed: [{ factor, at: now }] };
  return concludeProof(call, { signIn, user, device: undefined });
}
