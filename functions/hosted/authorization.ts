import { authorizationAnswer, type SignedIn } from '#core/oauth/answer.ts';
import { type AuthorizationCall, authorizationCall } from '#core/oauth/authorization-request.ts';
import { PageError, RedirectError } from '#core/oauth/errors.ts';
import { type Parameters, parametersOf } from '#core/oauth/parameters.ts';
import { worthOf } from '#core/oauth/reuse.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { clearCookie } from '#protocol/web/cookies.ts';
import { redirectTo } from '#protocol/web/respond.ts';
import { isManaged, type WebCall } from '#protocol/web/web-call.ts';
import { oauthErrorOf } from './failure.ts';
import { ssoCookie, standingOf } from './sso-cookie.ts';

/** A call with an authorization request in its query, as every page of a sign-in has one. */
export type PageCall = WebCall & AuthorizationCall;

/** Checks the authorization request in the query. Throws PageError and RedirectError. */
export async function requestInQuery(call: WebCall): Promise<PageCall> {
  const parameters = parametersInQuery(call);
  const checked = await authorizationCall(call, parameters, { isManaged: isManaged(call) });
  return { ...call, ...checked, pageOrigin: call.address.origin };
}

/**
 * Returns the parameters in the query. Throws PageError for a doubled one: it may be the redirect URI, so that nobody but the
 * person at the browser can be told.
 */
export function parametersInQuery({ web }: WebCall): Parameters {
  try {
    return parametersOf(web.query);
  } catch (error) {
    throw new PageError('invalid_request', { cause: error });
  }
}

/** Returns the address of another page of the same sign-in. */
export function pathOf({ address, web }: WebCall, page: string): string {
  return `${address.base}${page}?${web.query}`;
}

/**
 * Tells the app what goes wrong while its answer is made, faults of the service included: the person at the browser cannot do
 * anything about it.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html#get-authorize-negative
 */
async function tellingApp<T>({ request }: PageCall, answer: () => Promise<T>): Promise<T> {
  try {
    return await answer();
  } catch (error) {
    const { code, description, status } = oauthErrorOf(error);
    throw new RedirectError(request, code, description, { status, cause: error });
  }
}

/** Sends the browser back to the app with what it has asked for, if the SSO session spares the user a sign-in. */
export function answerBySession(call: PageCall): Promise<HttpResponse | undefined> {
  return tellingApp(call, async () => {
    const standing = await standingOf(call);
    if (!standing || (await worthOf(call, standing)) !== 'all') return undefined;
    return redirectTo(await authorizationAnswer(call, standing));
  });
}

/**
 * Throws RedirectError for an app that has asked for an answer without a page (OpenID Connect Core 1.0, section 3.1.2.1). It is
 * called where a page would follow.
 */
export function checkPageAllowed({ request }: PageCall): void {
  if (request.prompts.includes('none')) throw new RedirectError(request, 'login_required');
}

/** Sends a browser in which somebody has just signed in back to the app. */
export async function answerAfterSignIn(call: PageCall, signedIn: SignedIn): Promise<HttpResponse> {
  const location = await tellingApp(call, () => authorizationAnswer(call, signedIn));
  return redirectTo(location, [ssoCookie(call, signedIn.ssoSession), clearCookie(call, 'flow')]);
}
