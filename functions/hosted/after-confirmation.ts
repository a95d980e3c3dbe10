import type { SignInResult } from '#core/challenges/ending.ts';
import { signInAfterSignUp } from '#core/challenges/hand-over.ts';
import { CognitoError } from '#core/errors.ts';
import type { HttpResponse } from '#protocol/http.ts';
import type { PageCall } from './authorization.ts';
import { showLogin } from './login.ts';
import { afterStep } from './sign-in.ts';

/**
 * Signs in somebody who has signed up in this browser a moment ago and is confirmed now, or shows the page on which they
 * sign in: after some time, and if the app asks for a level, which the password alone may not reach.
 */
export async function afterConfirmation(
  call: PageCall,
  username: string,
  session: string | undefined,
): Promise<HttpResponse> {
  const isAiming = call.request.levels.length > 0;
  const signedIn = session === undefined || isAiming ? undefined : await signedInBy(call, username, session);
  return signedIn ? afterStep(call, signedIn) : showLogin(call, { username, notice: 'confirmedNotice' });
}

/** The sign-up stays confirmed whatever refuses the sign-in, and the page on which they sign in tells why. */
async function signedInBy(call: PageCall, username: string, session: string): Promise<SignInResult | undefined> {
  try {
    return await signInAfterSignUp(call, username, session);
  } catch (error) {
    if (error instanceof CognitoError && error.status < 500) return undefined;
    throw error;
  }
}
