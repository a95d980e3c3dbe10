import { isReadable } from '#core/attributes/rights.ts';
import type { ClientCall } from '#core/call.ts';
import type { Client } from '#core/clients/client.ts';
import { tokenLifetimes } from '#core/clients/lifetimes.ts';
import { type GroupClaims, groupClaims } from '#core/groups/claims.ts';
import type { SigningKey } from '#core/keys/signing-key.ts';
import { activeScopes } from '#core/resource-servers/scopes.ts';
import { preTokenGeneration, type TokenSource } from '#core/triggers/pre-token-generation.ts';
import { type Claims, changedClaims, type TokenClaims } from '#core/triggers/token-changes.ts';
import { shownUser } from '#core/users/shown.ts';
import type { Unversioned } from '#ports/records.ts';
import { API_SCOPE, atHash, type Grant, isAttributeGranted } from './grant.ts';
import { signJwt } from './jwt.ts';
import { sealRefreshToken } from './refresh-token.ts';

export type Tokens = {
  readonly accessToken: string;
  /** There is none for an app that was not given the scope openid. */
  readonly idToken?: string;
  readonly refreshToken?: string;
  /** The lifetime of the access token, in seconds. */
  readonly expiresIn: number;
};

type Issue = {
  /** The occasion, as the pool's function is told it. */
  readonly source: TokenSource;
  readonly user: Unversioned<'user'>;
  readonly family: Unversioned<'family'>;
  readonly withRefreshToken: boolean;
  /** The nonce of an authorization request (OpenID Connect Core 1.0, section 3.1.2.1). */
  readonly nonce?: string | undefined;
};

/**
 * Reads, and caches, what issueTokens needs. It is called before a commit that spends what the tokens are issued for, so
 * that nothing is written for tokens that cannot be issued.
 */
export async function prepareToIssue(
  { deps, pool }: ClientCall,
  user: Pick<Issue['user'], 'poolId' | 'groups'>,
): Promise<{ readonly keys: readonly SigningKey[]; readonly groups: GroupClaims }> {
  const [keys, groups] = await Promise.all([deps.configuration.signingKeys(pool.id), deps.configuration.groups(user)]);
  return { keys, groups: groupClaims(groups) };
}

/**
 * Issues the tokens of a family for the user, with its groups, as it is now. Throws what preTokenGeneration and
 * changedClaims throw.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
 */
export async function issueTokens(call: ClientCall, issue: Issue): Promise<Tokens> {
  return (await draftTokens(call, issue))();
}

/**
 * Makes the claims of tokens, with the changes of the pool's function, and returns what signs them. Whatever can refuse
 * the tokens has happened by then, so that a commit that spends what they are issued for may come between.
 */
export async function draftTokens(call: ClientCall, issue: Issue): Promise<() => Tokens> {
  const { deps, client, pool, audit } = call;
  const { source, user, family } = issue;
  const { keys, groups } = await prepareToIssue(call, user);
  const scopes = await activeScopes(call, pool.id, family.grant?.scopes ?? [API_SCOPE]);
  const changes = await preTokenGeneration(call, { source, user, groups: groups.id, scopes });
  const shown = { ...issue, user: shownUser(pool, user) };
  const lifetimes = tokenLifetimes(client);
  const iat = Math.floor(deps.clock.now() / 1000);
  const own: TokenClaims = {
    access: { ...accessClaims(call, shown, scopes), ...groups.access, exp: iat + lifetimes.access, iat, ...jti(call) },
    id: { ...idClaims(call, shown), ...groups.id, exp: iat + lifetimes.id, iat, ...jti(call) },
  };
  const claims = changes ? changedClaims(own, changes) : own;
  const signing = { access: activeKey(keys, 'access'), id: activeKey(keys, 'id') };
  return () => {
    const accessToken = signJwt(deps.keys, signing.access, claims.access);
    const idClaims = withTypes(family.grant ? { ...claims.id, at_hash: atHash(accessToken) } : claims.id);
    audit.outcome = 'tokens';
    return {
      accessToken,
      ...(hasIdToken(family.grant) && { idToken: signJwt(deps.keys, signing.id, idClaims) }),
      ...(issue.withRefreshToken && { refreshToken: refreshTokenOf(call, family) }),
      expiresIn: lifetimes.access,
    };
  };
}

/** An app gets an ID token for the scope openid, and every sign-in by the API has one. */
function hasIdToken(grant: Grant | undefined): boolean {
  return !grant || grant.scopes.includes('openid');
}

function refreshTokenOf({ deps, pool, client }: ClientCall, family: Issue['family']): string {
  return sealRefreshToken(deps.keys, {
    poolId: pool.id,
    clientId: client.id,
    sub: family.sub,
    eventId: family.eventId,
    generation: family.generation,
    signOutEpoch: family.signOutEpoch,
    expiresAt: family.expiresAt,
  });
}

/** Returns the key that signs the tokens of a use. */
export function activeKey(keys: readonly SigningKey[], use: SigningKey['use']): SigningKey {
  const key = keys.find((candidate) => candidate.use === use && candidate.status === 'active');
  if (!key) throw new Error(`The pool has no active key for ${use} tokens.`);
  return key;
}

function accessClaims({ client, pool }: ClientCall, { family, user }: Issue, scopes: readonly string[]) {
  return {
    sub: user.sub,
    iss: pool.issuer,
    client_id: client.id,
    ...originJti(client, family),
    event_id: family.eventId,
    token_use: 'access',
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    ...(family.grant && { version: 2 }),
    ...(family.grant?.resource !== undefined && { aud: family.grant.resource }),
    ...authenticationClaims(family),
    ...(family.deviceKey !== undefined && { device_key: family.deviceKey }),
    username: user.username,
  };
}

function idClaims({ client, pool }: ClientCall, { family, user, nonce }: Issue) {
  const attributes = Object.entries(user.attributes).filter(
    ([name]) => isReadable(client, pool, name) && isAttributeGranted(family.grant?.scopes, name),
  );
  return {
    ...Object.fromEntries(attributes),
    sub: user.sub,
    iss: pool.issuer,
    'cognito:username': user.username,
    ...originJti(client, family),
    aud: client.id,
    event_id: family.eventId,
    token_use: 'id',
    ...(nonce !== undefined && { nonce }),
    ...authenticationClaims(family),
  };
}

/**
 * Returns what both tokens say of the sign-in. No trigger can change these claims.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-step-up-authentication.html
 */
function authenticationClaims({ authTime, acr, amr }: Unversioned<'family'>) {
  return {
    auth_time: Math.floor(authTime / 1000),
    ...(acr !== undefined && { acr }),
    ...(amr && { amr }),
  };
}

/**
 * Returns the claims of an ID token with the types that they have there. `*_verified` are booleans and `address` is an
 * object (OpenID Connect Core 1.0, section 5.1); Cognito keeps all other attributes as strings.
 */
function withTypes(claims: Claims): Claims {
  const { email_verified: email, phone_number_verified: phone, address } = claims;
  return {
    ...claims,
    ...(email !== undefined && { email_verified: email === 'true' }),
    ...(phone !== undefined && { phone_number_verified: phone === 'true' }),
    ...(address !== undefined && { address: { formatted: address } }),
  };
}

function originJti(client: Client, family: Unversioned<'family'>) {
  return tellsTokensApart(client) ? { origin_jti: family.originJti } : {};
}

function jti({ deps, client }: ClientCall) {
  return tellsTokensApart(client) ? { jti: deps.random.uuid() } : {};
}

/**
 * Returns whether the tokens of a client have the claims `jti` and `origin_jti`.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
 */
function tellsTokensApart({ enableTokenRevocation, refreshTokenRotation }: Client): boolean {
  return enableTokenRevocation || refreshTokenRotation?.feature === 'ENABLED';
}
