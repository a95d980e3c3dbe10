import type { ClientCall } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { mayBeginWith } from '#core/mfa/first-factors.ts';
import { openSignUpSession, provenAttribute, type SignUpSession } from '#core/sign-up/session.ts';
import { preAuthentication } from '#core/triggers/pre-authentication.ts';
import { findUser } from '#core/users/find.ts';
import { shownName } from '#core/users/names.ts';
import type { User } from '#core/users/user.ts';
import { newSignIn } from './auth-session.ts';
import { concludeProof, type SignInResult } from './ending.ts';
import type { Factor } from './levels.ts';

const FACTORS = { email: 'EMAIL_OTP', phone_number: 'SMS_OTP' } as const;

/**
 * Signs in a user who has just signed up, with a Session that counts as the first factor, once. That of ConfirmSignUp
 * stands for the code that was given there, and that of a sign-up on the hosted pages for the password that was chosen
 * there. Returns undefined if the user could not sign in by such a code now; the sign-in then goes on as if there were no
 * Session. Throws NotAuthorizedException for a Session that is not or no longer valid, and UserNotConfirmedException.
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
  const factor: Factor | undefined = session.via === 'browser' ? 'PASSWORD' : codeFactor(call, session, user);
  if (!factor) return undefined;
  await preAuthentication(call, username, user);
  const shown = shownName(call.pool, username, found);
  const begun = newSignIn(call, { sub: user.sub, asked: username, username: shown, stamp: user.stamp });
  const signIn = { ...begun, id: session.id, passed: [{ factor, at: now }] };
  return concludeProof(call, { signIn, user, device: undefined });
}

/** Returns the factor for which the code of the sign-up counts, if the user may begin a sign-in with it. */
function codeFactor({ pool }: ClientCall, session: SignUpSession, user: User): 'EMAIL_OTP' | 'SMS_OTP' | undefined {
  const attribute = provenAttribute(session, user);
  const factor = attribute && FACTORS[attribute];
  return factor && mayBeginWith(pool, user, factor) ? factor : undefined;
}
