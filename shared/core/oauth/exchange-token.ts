import type { ClientCall } from '#core/call.ts';
import { activeScopes } from '#core/resource-servers/scopes.ts';
import { type Derived, deriveAccessToken, deriveIdToken } from '#core/tokens/derived.ts';
import { API_SCOPE } from '#core/tokens/grant.ts';
import { type LiveToken, liveToken } from '#core/tokens/live-token.ts';
import { signInRefusal } from '#core/users/sign-in-status.ts';
import { isResource } from './authorization-request.ts';
import { failOAuth } from './errors.ts';
import type { Granted } from './grants.ts';
import { type Parameters, wordsOf } from './parameters.ts';

export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';

/** The types of tokens that are exchanged, with the use that such tokens name. */
const USES: Readonly<Record<string, LiveToken['use']>> = { [ACCESS_TOKEN]: 'access', [ID_TOKEN]: 'id' };

/**
 * Exchanges the token of a user for one of this client (RFC 8693): of the same kind and the same sign-in, with no more
 * scopes than both the token and the client have, for the audience that is asked for, and for no longer. With an actor
 * token, the new token says who acts (`act`). Nothing is written. Throws OAuthError.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-token-exchange.html
 */
export async function exchangeToken(call: ClientCall, parameters: Parameters): Promise<Granted> {
  const subject = await subjectOf(call, parameters);
  const actor = await actorOf(call, parameters);
  const act = actor && actClaim(subject, actor);
  checkMayAct(call, subject, actor);
  const type = requestedType(parameters, subject);
  call.audit.sub = String(subject.claims.sub);
  call.audit.outcome = 'tokens';
  if (subject.use === 'id') {
    const scopes = idTokenScopes(call, parameters);
    const derived = await deriveIdToken(call, subject, { scopes, ...(act && { act }) });
    // A token that is no access token has no token type (RFC 8693, section 2.2.1).
    return answer(derived, { issuedTokenType: type, tokenType: 'N_A' });
  }
  const audience = await audienceOf(call, parameters);
  const scopes = await accessTokenScopes(call, parameters, subject);
  const derived = await deriveAccessToken(call, subject, { scopes, audience, ...(act && { act }) });
  return answer(derived, { issuedTokenType: type, scope: scopes.join(' ') });
}

function answer({ token, expiresIn }: Derived, more: Partial<Granted>): Granted {
  return { accessToken: token, expiresIn, ...more };
}

/** A token that is not valid is a fault of the request (RFC 8693, section 2.2.2). */
async function tokenOf(call: ClientCall, token: string, type: string | undefined, name: string): Promise<LiveToken> {
  const use = type === undefined || !Object.hasOwn(USES, type) ? undefined : USES[type];
  if (use === undefined) return failOAuth('invalid_request', `Unsupported ${name}_token_type`);
  const found = await liveToken(call, token);
  return found?.use === use ? found : failOAuth('invalid_request', `Invalid ${name}_token`);
}

async function subjectOf(call: ClientCall, { subject_token: token, subject_token_type: type }: Parameters) {
  if (token === undefined || type === undefined) return failOAuth('invalid_request');
  const subject = await tokenOf(call, token, type, 'subject');
  const user = subject.holder?.user;
  const isUsable = user && !signInRefusal(user, call.deps.clock.now());
  return isUsable ? subject : failOAuth('invalid_request', 'Invalid subject_token');
}

/** The actor is whoever makes the exchange, so that its token must be one of this client. */
async function actorOf(call: ClientCall, { actor_token: token, actor_token_type: type }: Parameters) {
  if (token === undefined) return type === undefined ? undefined : failOAuth('invalid_request');
  const actor = await tokenOf(call, token, type, 'actor');
  return actor.clientId === call.client.id ? actor : failOAuth('invalid_request', 'Invalid actor_token');
}

/** Returns the claim that names the actor, and within it those who acted before (RFC 8693, section 4.1). */
function actClaim(subject: LiveToken, actor: LiveToken): object {
  return { sub: actor.claims.sub, ...(subject.claims.act !== undefined && { act: subject.claims.act }) };
}

/** A token may say who alone may act with it, because a function of the pool has put that into it (section 4.4). */
function checkMayAct({ client }: ClientCall, { claims }: LiveToken, actor: LiveToken | undefined): void {
  if (claims.may_act === undefined) return;
  const { sub } = Object(claims.may_act) as { readonly sub?: unknown };
  if (sub !== (actor ? actor.claims.sub : client.id)) failOAuth('invalid_request', 'Invalid subject_token');
}

/** The kind of the token stays the same: an ID token gives no access, and an access token says little of the user. */
function requestedType({ requested_token_type: asked }: Parameters, { use }: LiveToken): string {
  const own = use === 'access' ? ACCESS_TOKEN : ID_TOKEN;
  return asked === undefined || asked === own ? own : failOAuth('invalid_request', 'Unsupported requested_token_type');
}

/**
 * Returns the scopes of the new access token: those that are asked for, or all that the old one and the client have in
 * common. The scope of the API itself is not passed on to other services.
 */
async function accessTokenScopes(call: ClientCall, { scope }: Parameters, { claims }: LiveToken) {
  const held = wordsOf(String(claims.scope ?? '')).filter((one) => one !== API_SCOPE);
  const allowed = call.client.allowedOAuthScopes ?? [];
  const asked = wordsOf(scope);
  if (!asked.every((one) => held.includes(one))) failOAuth('invalid_scope');
  if (!asked.every((one) => allowed.includes(one))) failOAuth('invalid_grant');
  const wanted = asked.length > 0 ? asked : held.filter((one) => allowed.includes(one));
  const granted = await activeScopes(call, call.pool.id, wanted);
  return granted.length > 0 ? granted : failOAuth('invalid_scope');
}

/** The scopes of OpenID Connect, by which the claims of an ID token are chosen. */
function idTokenScopes({ client }: ClientCall, { scope, audience, resource }: Parameters): readonly string[] {
  // An ID token is for the client that gets it (OpenID Connect Core 1.0, section 2).
  if (audience !== undefined || resource !== undefined) failOAuth('invalid_target');
  const allowed = client.allowedOAuthScopes ?? [];
  const asked = wordsOf(scope);
  if (!allowed.includes('openid')) failOAuth('invalid_scope');
  if (!asked.every((one) => allowed.includes(one))) failOAuth('invalid_grant');
  return asked.length > 0 ? asked : allowed;
}

/**
 * Returns the audiences of the new access token: app clients and resource servers of the pool by their ids, and resources
 * by their URIs. Throws the OAuthError `invalid_target`.
 */
async function audienceOf(call: ClientCall, parameters: Parameters): Promise<readonly string[]> {
  const resources = wordsOf(parameters.resource);
  const audiences = wordsOf(parameters.audience);
  if (resources.length + audiences.length > MOST_AUDIENCES || !resources.every(isResource)) failOAuth('invalid_target');
  const known = await Promise.all(audiences.map((audience) => isKnown(call, audience)));
  if (!known.every(Boolean)) failOAuth('invalid_target');
  return [...new Set([...audiences, ...resources])];
}

/** The audiences become a claim of the token. */
const MOST_AUDIENCES = 10;

async function isKnown({ deps, pool }: ClientCall, audience: string): Promise<boolean> {
  const client = await deps.configuration.client(audience);
  if (client) return client.poolId === pool.id;
  const { server } = await deps.records.read({
    server: { kind: 'resourceServer', id: { poolId: pool.id, identifier: audience } },
  });
  return server !== undefined;
}
