import { tokenLifetimes } from '#core/clients/lifetimes.ts';
import { draftTokens } from '#core/tokens/issue.ts';
import { beginSession } from '#core/tokens/sessions.ts';
import type { User } from '#core/users/user.ts';
import type { Unversioned } from '#ports/records.ts';
import { newAuthorizationCode, sealAuthorizationCode } from './authorization-code.ts';
import { type AuthorizationCall, isHinted } from './authorization-request.ts';
import { RedirectError, type ReturnAddress } from './errors.ts';
import { checkReadable, familyOf } from './redeem-code.ts';

/** Somebody who is signed in at a browser. */
export type SignedIn = { readonly ssoSession: Unversioned<'ssoSession'>; readonly user: User };

/**
 * Returns the URL that gives an app what it has asked for: a code (RFC 6749, section 4.1.2), or tokens in the fragment
 * (section 4.2.2). Throws RedirectError, and for tokens what preTokenGeneration and beginSession throw.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export async function authorizationAnswer(call: AuthorizationCall, { ssoSession, user }: SignedIn): Promise<string> {
  const { deps, request } = call;
  if (!isHinted(request, user)) throw new RedirectError(request, 'login_required');
  const code = newAuthorizationCode(call, ssoSession);
  call.audit.sub = user.sub;
  if (request.responseType === 'code') {
    call.audit.outcome = 'code';
    return answerUrl(request, { code: sealAuthorizationCode(call, code) });
  }
  checkReadable(call, request.scopes);
  const family = { ...familyOf(call, code), expiresAt: endOfTokens(call) };
  const sign = await draftTokens(call, {
    source: 'TokenGeneration_HostedAuth',
    user,
    family,
    withRefreshToken: false,
    nonce: request.nonce,
  });
  // The id of the family was drawn a moment ago, so that nothing else has it.
  await deps.records.commit([{ op: 'create', kind: 'family', value: family }]);
  await beginSession(call, family);
  const { accessToken, idToken, expiresIn } = sign();
  return answerUrl(request, {
    ...(idToken !== undefined && { id_token: idToken }),
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: String(expiresIn),
  });
}

/** Returns when tokens of now end that nothing refreshes, in epoch milliseconds. Their family and session end with them. */
function endOfTokens({ deps, client }: AuthorizationCall): number {
  const { access, id } = tokenLifetimes(client);
  return deps.clock.now() + Math.max(access, id) * 1000;
}

/** Returns the URL that tells an app of an error. Cognito puts the description first. */
export function errorUrl({ to, code, description }: RedirectError): string {
  return answerUrl(to, { ...(description !== undefined && { error_description: description }), error: code });
}

/** Returns the URL of an app that has asked for nothing but that the person comes back. */
export function returnUrl(to: ReturnAddress): string {
  return to.state === undefined ? to.redirectUri : answerUrl({ ...to, responseType: 'code' }, {});
}

/**
 * Returns the redirect URI with the members of an answer: in the query for a code, and in the fragment for tokens. A query
 * that the URI has stays (RFC 6749, section 3.1.2).
 */
function answerUrl(
  { redirectUri, responseType, state, issuer }: ReturnAddress,
  members: Record<string, string>,
): string {
  const answer = new URLSearchParams({
    ...members,
    ...(state !== undefined && { state }),
    ...(issuer !== undefined && { iss: issuer }),
  });
  if (responseType === 'token') return `${redirectUri}#${answer}`;
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${answer}`;
}
