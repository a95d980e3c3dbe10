import { decodeJwt } from 'jose';
import { type ClientCall, type PoolCall, withClient } from '#core/call.ts';
import { isClientId } from '#core/clients/client.ts';
import { requiresPkce, sendsIssuer } from '#core/clients/own-settings.ts';
import { CognitoError } from '#core/errors.ts';
import { type Level, levelNamed } from '#core/pools/acr.ts';
import type { User } from '#core/users/user.ts';
import { PageError, RedirectError, type ReturnAddress } from './errors.ts';
import { type Parameters, wordsOf } from './parameters.ts';

/** A request of an app that somebody signs in, as far as it has been checked. */
type AuthorizationRequest = ReturnAddress & {
  /** The scopes that the app is given. Its tokens have those that exist when they are issued. */
  readonly scopes: readonly string[];
  readonly nonce?: string;
  /** The PKCE challenge, whose method is S256 (RFC 7636). */
  readonly codeChallenge?: string;
  /** What the access token is for (RFC 8707). */
  readonly resource?: string;
  readonly prompts: readonly string[];
  readonly loginHint?: string;
  /** The oldest sign-in that the app accepts, in seconds. */
  readonly maxAge?: number;
  /** The levels that the app asks for, in order of preference. */
  readonly levels: readonly Level[];
  readonly identityProvider?: string;
  /** The user whom the app asks for, by an ID token of theirs. */
  readonly hintedSub?: string;
};

/** A call of an app client whose authorization request has been checked. */
export type AuthorizationCall = ClientCall & { readonly request: AuthorizationRequest };

/** What of a request the kind of pages decides about. */
type Pages = {
  /** The domain has managed login. The classic pages know no prompt, resource, level or age. */
  readonly isManaged: boolean;
};

/**
 * Checks an authorization request, in the order of RFC 6749, section 4.1.2.1: the client and the redirect URI first, and
 * then what the app can be told of. Throws PageError or RedirectError.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export async function authorizationCall(
  context: PoolCall,
  parameters: Parameters,
  pages: Pages,
): Promise<AuthorizationCall> {
  const call = await pageClient(context, parameters, (call) => ({ request: requestOf(call, parameters, pages) }));
  return { ...call, via: 'browser' };
}

/**
 * Adds the app client that a page is for, after `check`. Throws PageError for none and for an unknown one, and what `check`
 * throws.
 */
export async function pageClient<T extends object>(
  context: PoolCall,
  parameters: Parameters,
  check: (call: PoolCall & ClientCall) => T,
): Promise<PoolCall & ClientCall & T> {
  const clientId = required(parameters, 'client_id');
  if (!isClientId(clientId)) throw new PageError('unauthorized_client');
  try {
    return (await withClient(context, clientId, check)) as PoolCall & ClientCall & T;
  } catch (error) {
    const isUnknown = error instanceof CognitoError && error.name === 'ResourceNotFoundException';
    throw isUnknown ? new PageError('unauthorized_client') : error;
  }
}

/** Returns a parameter without which no app can be told of anything. Throws PageError with Cognito's text. */
export function required(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (value === undefined) throw new PageError(`Required String parameter '${name}' is not present`);
  return value;
}

function requestOf(call: ClientCall, parameters: Parameters, { isManaged }: Pages): AuthorizationRequest {
  const to = returnAddress(call, parameters);
  const refuse = (code: RedirectError['code'], description?: string): never => {
    throw new RedirectError(to, code, description);
  };
  const { request, request_uri: requestUri } = parameters;
  // What a signed request says must not be passed over (OpenID Connect Core 1.0, section 6).
  if (request !== undefined) refuse('request_not_supported');
  if (requestUri !== undefined) refuse('request_uri_not_supported');
  if (!responseTypeOf(parameters)) refuse('invalid_request');
  if (!allows(call, to.responseType)) refuse('unauthorized_client');
  checkProvider(call, parameters, () => refuse('invalid_request', 'The identity provider does not exist.'));
  if (requiresPkce(call)) checkPkce(to, parameters, refuse);
  return {
    ...to,
    scopes: askedScopes(call, parameters.scope, () => refuse('invalid_request', 'invalid_scope')),
    ...optional('nonce', parameters.nonce),
    ...optional(
      'codeChallenge',
      challengeOf(parameters, () => refuse('invalid_request')),
    ),
    ...optional('loginHint', parameters.login_hint),
    ...optional('identityProvider', parameters.identity_provider),
    ...optional('hintedSub', hintedSub(parameters)),
    ...(isManaged ? managedPart(call, parameters, refuse) : { prompts: [], levels: [] }),
  };
}

/**
 * Returns where the answer goes. Redirect URIs are compared as texts (RFC 9700, section 2.1). One that a client has only
 * one of, or a default for, may be left out. Throws PageError.
 */
export function returnAddress(call: ClientCall, parameters: Parameters): ReturnAddress {
  const { callbackURLs: known = [], defaultRedirectURI, supportedIdentityProviders: providers = [] } = call.client;
  if (!call.client.allowedOAuthFlowsUserPoolClient || providers.length === 0)
    throw new PageError('unauthorized_client');
  const only = known.length === 1 ? known[0] : defaultRedirectURI;
  const assumed = providers.length === 1 ? only : undefined;
  const redirectUri = parameters.redirect_uri ?? assumed ?? required(parameters, 'redirect_uri');
  if (!known.includes(redirectUri)) throw new PageError('redirect_mismatch');
  return {
    redirectUri,
    responseType: responseTypeOf(parameters) ?? 'code',
    ...optional('state', parameters.state),
    ...optional('issuer', sendsIssuer(call) ? call.pool.issuer : undefined),
  };
}

function responseTypeOf({ response_type: type }: Parameters): ReturnAddress['responseType'] | undefined {
  return type === 'code' || type === 'token' ? type : undefined;
}

function allows({ client }: ClientCall, responseType: ReturnAddress['responseType']): boolean {
  return (client.allowedOAuthFlows ?? []).includes(responseType === 'code' ? 'code' : 'implicit');
}

/** Checks the provider that the request names: it must be one of the client's. Identifiers of providers are not built yet. */
function checkProvider({ client }: ClientCall, parameters: Parameters, refuse: () => never): void {
  const { identity_provider: name, idp_identifier: identifier } = parameters;
  const isKnown = name === undefined || client.supportedIdentityProviders?.includes(name);
  if (!isKnown || (name === undefined && identifier !== undefined)) refuse();
}

/**
 * Returns the sub of an ID token that the app sends as a hint. Nobody gains anything by a forged one, which can only make the
 * answer an error, so that it is not verified. OpenID Connect Core 1.0, section 3.1.2.1.
 */
function hintedSub({ id_token_hint: hint }: Parameters): string | undefined {
  try {
    return hint === undefined ? undefined : decodeJwt(hint).sub;
  } catch {
    return undefined;
  }
}

/** The scopes that are given only beside `openid`. */
const OF_OPENID = ['email', 'phone', 'profile'];

/**
 * Returns the scopes of a request, or without any all scopes of the client. `refuse` throws the error for one that the
 * client does not have.
 */
function askedScopes({ client }: ClientCall, asked: string | undefined, refuse: () => never): readonly string[] {
  const allowed = client.allowedOAuthScopes ?? [];
  if (asked === undefined) return allowed;
  const wanted = wordsOf(asked);
  const isAlone = !wanted.includes('openid') && wanted.some((scope) => OF_OPENID.includes(scope));
  return isAlone || !wanted.every((scope) => allowed.includes(scope)) ? refuse() : wanted;
}

/** A SHA-256 in base64url (RFC 7636, section 4.2). */
const CHALLENGE = /^[\w-]{43}$/;

/** Checks that the app will prove who redeems the answer, which it cannot where the answer has the tokens themselves. */
function checkPkce(
  { responseType }: ReturnAddress,
  { code_challenge: challenge }: Parameters,
  refuse: (code: RedirectError['code'], description?: string) => never,
): void {
  if (responseType === 'token') refuse('unauthorized_client', 'The client must use PKCE.');
  if (challenge === undefined) refuse('invalid_request', 'code_challenge is required');
}

function challengeOf(parameters: Parameters, refuse: () => never): string | undefined {
  const { code_challenge: challenge, code_challenge_method: method } = parameters;
  if (challenge === undefined && method === undefined) return undefined;
  return method === 'S256' && challenge !== undefined && CHALLENGE.test(challenge) ? challenge : refuse();
}

/** The longest resource, in UTF-16 units. It becomes a claim. */
const LONGEST_RESOURCE = 1_024;

/** Returns the part of a request that only managed login knows. */
function managedPart(
  { pool }: ClientCall,
  { prompt, resource, acr_values: levels, max_age: age }: Parameters,
  refuse: (code: RedirectError['code'], description?: string) => never,
): Pick<AuthorizationRequest, 'prompts' | 'levels' | 'resource' | 'maxAge'> {
  const prompts = wordsOf(prompt);
  // OpenID Connect Core 1.0, section 3.1.2.1.
  if (prompts.includes('none') && prompts.length > 1) refuse('invalid_request');
  if (resource !== undefined && !isResource(resource)) refuse('invalid_request', 'Invalid resource');
  if (age !== undefined && !/^\d{1,10}$/.test(age)) refuse('invalid_request', 'Invalid max_age');
  // The tier LITE has no step-up authentication, and says nothing of it here.
  const known = pool.userPoolTier === 'LITE' ? [] : wordsOf(levels);
  return {
    prompts,
    levels: known.flatMap((name) => levelNamed(pool, name) ?? []),
    ...optional('resource', resource),
    ...optional('maxAge', age === undefined ? undefined : Number(age)),
  };
}

/** Tells whether a text is an absolute URI that access tokens can be for: https, http on this machine, or an app's own. */
export function isResource(resource: string): boolean {
  if (resource.length > LONGEST_RESOURCE || !URL.canParse(resource) || resource.includes('#')) return false;
  const { protocol, hostname } = new URL(resource);
  return protocol !== 'http:' || hostname === 'localhost';
}

function optional<N extends string, V>(name: N, value: V | undefined): { readonly [K in N]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [K in N]: V });
}

/** Tells whether a user is the one whom the app asks for, if it asks for one. */
export function isHinted({ hintedSub }: Pick<AuthorizationRequest, 'hintedSub'>, { sub }: User): boolean {
  return hintedSub === undefined || hintedSub === sub;
}
