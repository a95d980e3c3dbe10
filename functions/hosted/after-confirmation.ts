import type { SignInResult } from '#core/challenges/ending.ts';
import { signInAfterSignUp } from '#core/challenges/hand-over.ts';
import { allowsFlow } from '#core/clients/flows.ts';
import { CognitoError } from '#core/errors.ts';
import { mayBeginWith, passkeyParty } from '#core/mfa/first-factors.ts';
import { isWorthAllIn } from '#core/oauth/reuse.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { clearCookie } from '#protocol/web/cookies.ts';
import { redirectTo } from '#protocol/web/respond.ts';
import { isManaged } from '#protocol/web/web-call.ts';
import { type PageCall, pathOf } from './authorization.ts';
import { showLogin } from './login.ts';
import { ADD_PASSKEY_PATH } from './passkeys.ts';
import { afterStep } from './sign-in.ts';
import { ssoCookie } from './sso-cookie.ts';

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
  if (!signedIn) return showLogin(call, { username, notice: 'confirmedNotice' });
  return (await offerPasskey(call, signedIn)) ?? afterStep(call, signedIn);
}

/** The time in milliseconds that people have to add a passkey before they go on to the app. It is that of a whole sign-in. */
const OFFER_MS = 5 * 60_000;

/**
 * Leads somebody who has just signed up to the page on which they can add a passkey. The request of the app is answered
 * after that, by the session that has just begun. Where the session would not answer it, because the app wants the user to sign in
 * for this request or a moment ago, there is no offer: nobody should have to sign in twice to sign up.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
async function offerPasskey(call: PageCall, result: SignInResult): Promise<HttpResponse | undefined> {
  const isChosen = isManaged(call) && allowsFlow(call.client, 'USER_AUTH');
  if (!isChosen || !('ssoSession' in result)) return undefined;
  if ((await passkeyParty(call)) === undefined || !mayBeginWith(call.pool, result.user, 'WEB_AUTHN')) return undefined;
  if (!(await isWorthAllIn(call, result, OFFER_MS))) return undefined;
  call.audit.sub = result.user.sub;
  const cookies = [ssoCookie(call, result.ssoSession), clearCookie(call, 'flow')];
  return redirectTo(pathOf(call, ADD_PASSKEY_PATH), cookies);
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
