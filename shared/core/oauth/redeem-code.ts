import { createHash } from 'node:crypto';
import { isReadable } from '#core/attributes/rights.ts';
import type { ClientCall } from '#core/call.ts';
import { isOneOf } from '#core/clients/client-secret.ts';
import { newFamily } from '#core/tokens/family.ts';
import { attributesToRead } from '#core/tokens/grant.ts';
import { draftTokens, type Tokens } from '#core/tokens/issue.ts';
import { revokeFamily } from '#core/tokens/revoke.ts';
import { beginSession } from '#core/tokens/sessions.ts';
import { signInRefusal } from '#core/users/sign-in-status.ts';
import type { User } from '#core/users/user.ts';
import type { Unversioned } from '#ports/records.ts';
import { type AuthorizationCode, openAuthorizationCode, redirectHash } from './authorization-code.ts';
import { failOAuth } from './errors.ts';
import type { Parameters } from './parameters.ts';

/**
 * Returns the tokens for an authorization code (RFC 6749, section 4.1.3). Its token family is created under the id that the
 * code names, on condition that there is none, so that a code is redeemed once. A code that was redeemed before revokes
 * what was issued for it (section 4.1.2); of two requests at the same time, the second gets nothing and revokes nothing.
 * Throws OAuthError, and what preTokenGeneration throws.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
 */
export async function redeemCode(call: ClientCall, parameters: Parameters): Promise<Tokens> {
  const code = checkedCode(call, parameters);
  const { poolId, sub, eventId } = code;
  call.audit.sub = sub;
  const { user, family: redeemed } = await call.deps.records.read({
    user: { kind: 'user', id: { poolId, sub } },
    family: { kind: 'family', id: { poolId, sub, eventId } },
  });
  if (redeemed) {
    await revokeFamily(call, redeemed);
    call.deps.logger.warn('authorization-code.reused', { poolId });
    return failOAuth('invalid_grant');
  }
  const tokens = await tokensFor(call, checkedUser(call, code, user), code);
  return tokens ?? failOAuth('invalid_grant');
}

/** Returns the code of a request, as far as it can be judged by itself. Throws OAuthError. */
function checkedCode(call: ClientCall, parameters: Parameters): AuthorizationCode {
  const { code: text, redirect_uri: redirectUri, code_verifier: verifier } = parameters;
  if (text === undefined || redirectUri === undefined) return failOAuth('invalid_request');
  if (!call.client.callbackURLs?.includes(redirectUri)) failOAuth('unauthorized_client', 'invalid_redirect');
  const code = openAuthorizationCode(call, text);
  const isOurs = code?.poolId === call.pool.id && code.clientId === call.client.id;
  if (!code || !isOurs || code.expiresAt <= call.deps.clock.now()) return failOAuth('invalid_grant');
  if (code.redirect !== redirectHash(redirectUri)) failOAuth('unauthorized_client', 'invalid_redirect');
  if (!isVerified(code, verifier)) failOAuth('invalid_grant');
  return code;
}

/** The form of a verifier. https://www.rfc-editor.org/rfc/rfc7636#section-4.1 */
const VERIFIER = /^[\w.~-]{43,128}$/;

/** A verifier without a challenge is refused, too: the code may have been swapped (RFC 9700, section 4.8.2). */
function isVerified({ codeChallenge }: AuthorizationCode, verifier: string | undefined): boolean {
  if (codeChallenge === undefined || verifier === undefined) return codeChallenge === verifier;
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  return VERIFIER.test(verifier) && isOneOf([codeChallenge], challenge);
}

/** Returns the user of a code, whom nothing has signed out since. Throws the OAuthError `invalid_grant`. */
function checkedUser(call: ClientCall, code: AuthorizationCode, user: User | undefined): User {
  const { deps } = call;
  const isCurrent =
    user?.signOutEpoch === code.signOutEpoch &&
    (user.proofEpoch ?? 0) === (code.proofEpoch ?? 0) &&
    !signInRefusal(user, deps.clock.now());
  if (!user || !isCurrent) return failOAuth('invalid_grant');
  checkReadable(call, code.scopes);
  return user;
}

/** Throws the OAuthError `invalid_grant` if the client cannot read all attributes that the scopes stand for. */
export function checkReadable({ client, pool }: ClientCall, scopes: readonly string[]): void {
  if (!attributesToRead(scopes).every((name) => isReadable(client, pool, name))) failOAuth('invalid_grant');
}

/** Returns the tokens for a code whose family is created with them, or undefined if another request was first. */
async function tokensFor(call: ClientCall, user: User, code: AuthorizationCode): Promise<Tokens | undefined> {
  const family = familyOf(call, code);
  const sign = await draftTokens(call, {
    source: 'TokenGeneration_HostedAuth',
    user,
    family,
    withRefreshToken: true,
    nonce: code.nonce,
  });
  const lost = await call.deps.records.commit([{ op: 'create', kind: 'family', value: family }]);
  if (lost) return undefined;
  await beginSession(call, family);
  return sign();
}

/** Returns the token family of a code. It is as old as the sign-in, and its tokens last from now on. */
export function familyOf(call: ClientCall, code: AuthorizationCode): Unversioned<'family'> {
  const { eventId, acr, amr, authTime, ssoSessionId, scopes, resource } = code;
  const facts = { eventId, ...(acr !== undefined && { acr }), ...(amr && { amr }) };
  const grant = { scopes, ...(resource !== undefined && { resource }) };
  return { ...newFamily(call, code, facts), authTime, grant, ssoSessionId };
}
