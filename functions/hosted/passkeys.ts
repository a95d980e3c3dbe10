import type { ClientCall } from '#core/call.ts';
import { CognitoError } from '#core/errors.ts';
import { ENGLISH } from '#core/languages/texts.ts';
import { passkeyParty } from '#core/mfa/first-factors.ts';
import { checkRecentForPasskey } from '#core/mfa/recent-sign-in.ts';
import { returnUrl } from '#core/oauth/answer.ts';
import { pageClient, returnAddress } from '#core/oauth/authorization-request.ts';
import { RedirectError, type ReturnAddress } from '#core/oauth/errors.ts';
import { isSignedIn } from '#core/oauth/reuse.ts';
import { completeRegistration, startRegistration } from '#core/passkeys/registration.ts';
import type { User } from '#core/users/user.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { csrfToken, isOwnForm } from '#protocol/web/csrf.ts';
import { redirectTo, webResponse } from '#protocol/web/respond.ts';
import { isManaged, type WebCall } from '#protocol/web/web-call.ts';
import type { FormFrame } from '#ui/form.ts';
import type { Content } from '#ui/layout.ts';
import { addPasskeyPage, passkeyPage } from '#ui/pages/passkey.ts';
import { parametersInQuery, pathOf } from './authorization.ts';
import type { Endpoint } from './endpoint.ts';
import { pageResponse } from './page.ts';
import { standingOf } from './sso-cookie.ts';

/** A call by a user who is signed in with this browser, who goes back to the app in the end. */
type OwnCall = WebCall & ClientCall & { readonly user: User; readonly to: ReturnAddress };

export const ADD_PASSKEY_PATH = '/passkeys/add';

/**
 * Adds a passkey for the user of the SSO session. Only managed login has this page.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html
 */
export const passkeys: Endpoint = {
  paths: [ADD_PASSKEY_PATH],
  kind: 'page',
  methods: {
    async GET(context) {
      if (!isManaged(context)) return notFound();
      return offer(await ownCall(context));
    },
    async POST(context) {
      if (!isManaged(context)) return notFound();
      const call = await ownCall(context);
      if (!isOwnForm(call)) return offer(call, ENGLISH['problem.formExpired']);
      const credential = call.web.form.get('credential');
      try {
        if (credential === null) return await ask(call);
        await completeRegistration(call, parsed(credential));
      } catch (error) {
        if (!(error instanceof CognitoError) || error.status >= 500) throw error;
        call.audit.shown = error.name;
        return offer(call, error.message);
      }
      return redirectTo(wayBack(call));
    },
  },
};

const notFound = () => webResponse(404, 'Not Found', { headers: { 'content-type': 'text/plain' } });

/**
 * Returns the call of the user who is signed in. Throws PageError, and RedirectError where the app must have the user
 * sign in first: nobody is signed in, or that was too long ago to add a factor.
 */
async function ownCall(context: WebCall): Promise<OwnCall> {
  const parameters = parametersInQuery(context);
  const client = await pageClient(context, parameters, (call) => ({ to: returnAddress(call, parameters) }));
  const call = { ...context, ...client, pageOrigin: context.address.origin };
  const standing = await standingOf(call);
  if (!standing || !(await isSignedIn(call, standing))) throw new RedirectError(call.to, 'login_required');
  if ((await passkeyParty(call)) === undefined) {
    throw new RedirectError(call.to, 'invalid_request', 'Passkeys are not available here');
  }
  const { ssoSession, user } = standing;
  call.audit.sub = user.sub;
  const own = { ...call, user };
  try {
    checkRecentForPasskey({ ...own, family: ssoSession });
  } catch (error) {
    if (error instanceof CognitoError) throw new RedirectError(call.to, 'login_required', error.message);
    throw error;
  }
  return own;
}

/** Shows what a passkey is, and a button that begins. */
function offer(call: OwnCall, problem?: string): Promise<HttpResponse> {
  return show(call, (frame) => addPasskeyPage({ ...frame, problem, notNow: wayBack(call) }));
}

/** Has the browser make a passkey. */
async function ask(call: OwnCall): Promise<HttpResponse> {
  const options = JSON.stringify(await startRegistration(call));
  return show(call, (frame) => passkeyPage({ ...frame, ceremony: 'create', options, otherWay: wayBack(call) }));
}

function show(call: OwnCall, content: (frame: FormFrame) => Content): Promise<HttpResponse> {
  const { field, cookies } = csrfToken(call);
  const frame = { action: pathOf(call, ADD_PASSKEY_PATH), csrf: field };
  return pageResponse(call, (page) => content({ ...page, ...frame }), { cookies, to: call.to });
}

/** Returns where the person goes in the end: to the answer of an authorization request, or to the app without one. */
function wayBack(call: OwnCall): string {
  return call.web.query.has('response_type') ? pathOf(call, '/oauth2/authorize') : returnUrl(call.to);
}

function parsed(credential: string): unknown {
  try {
    return JSON.parse(credential);
  } catch {
    return undefined;
  }
}
