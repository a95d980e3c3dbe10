import type { ClientCall } from '#core/call.ts';
import type { Client } from '#core/clients/client.ts';
import { isProven } from '#core/clients/client-secret.ts';
import { tokenLifetimes } from '#core/clients/lifetimes.ts';
import { fail } from '#core/errors.ts';
import { existingScopes, isStandardScope, livingScopes } from '#core/resource-servers/scopes.ts';
import { preTokenGeneration } from '#core/triggers/pre-token-generation.ts';
import { changedClaims, type TokenClaims } from '#core/triggers/token-changes.ts';
import { activeKey, type Tokens } from './issue.ts';
import { signJwt } from './jwt.ts';

/** The access token of a machine: it belongs to an app client and to no user. */
export type ClientToken = Pick<Tokens, 'accessToken' | 'expiresIn'>;

/**
 * Checks that a request comes from a client that may get tokens for itself. Throws NotAuthorizedException for a wrong
 * secret and for a client without one, and InvalidParameterException for a client without ALLOW_CLIENT_TOKEN_AUTH. Wrong
 * secrets are not counted (docs/security.md).
 */
export function checkMachine(call: ClientCall, secret: string): void {
  const { client } = call;
  if (client.secrets.length === 0 || !isProven(call, secret)) {
    fail('NotAuthorizedException', `Unable to verify secret for client ${client.id}`);
  }
  if (!allowsClientToken(client)) {
    fail('InvalidParameterException', 'CLIENT_TOKEN_AUTH flow not enabled for this client');
  }
}

/** Tells whether ALLOW_CLIENT_TOKEN_AUTH is enabled for a client. */
export function allowsClientToken({ explicitAuthFlows }: Client): boolean {
  return explicitAuthFlows?.includes('ALLOW_CLIENT_TOKEN_AUTH') ?? false;
}

/** What is wrong with a scope: no resource server has it, or the client does not. Without scope, there is none to give. */
export type ScopeProblem = { readonly scope?: string; readonly problem: 'unknown' | 'notAllowed' };

/**
 * Returns the scopes of a machine's token: those that it asks for, or all custom scopes of the client. A scope that was
 * deleted since it was given to the client is left out. `refuse` throws the error for a scope that the client does not
 * have, and for a client without scopes.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
 */
export function grantedScopes(
  call: ClientCall,
  asked: readonly string[],
  refuse: (problem: ScopeProblem) => never,
): Promise<readonly string[]> {
  const { deps, client, pool } = call;
  return deps.configuration.judge(async (cached) => {
    const { allowedOAuthScopes = [] } = (await cached.client(client.id)) ?? client;
    const allowed = allowedOAuthScopes.filter((scope) => !isStandardScope(scope));
    const foreign = asked.find((scope) => !allowed.includes(scope));
    if (foreign !== undefined) {
      const exists = isStandardScope(foreign) || (await existingScopes(call, pool.id, [foreign])).length > 0;
      return refuse({ scope: foreign, problem: exists ? 'notAllowed' : 'unknown' });
    }
    const wanted = asked.length > 0 ? [...new Set(asked)] : allowed;
    const living = await livingScopes(call, pool.id, wanted);
    if (living.length > 0) return living;
    return refuse({ ...(asked[0] !== undefined && { scope: asked[0] }), problem: 'unknown' });
  });
}

/**
 * Issues an access token for the client itself, as the client_credentials grant gives one. There is no refresh token, and
 * nothing is written. A token without user has no right to operations of users. Throws what preTokenGeneration and
 * changedClaims throw.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html#user-pool-access-token-payload-m2m
 */
export async function issueClientToken(call: ClientCall, scopes: readonly string[]): Promise<ClientToken> {
  const { deps, client, pool } = call;
  const keys = await deps.configuration.signingKeys(pool.id);
  const source = 'TokenGeneration_ClientCredentials';
  const changes = await preTokenGeneration(call, { source, user: undefined, groups: {}, scopes });
  const { access } = tokenLifetimes(client);
  const iat = Math.floor(deps.clock.now() / 1000);
  const own: TokenClaims = {
    access: {
      sub: client.id,
      token_use: 'access',
      scope: scopes.join(' '),
      auth_time: iat,
      iss: pool.issuer,
      exp: iat + access,
      iat,
      version: 2,
      jti: deps.random.uuid(),
      client_id: client.id,
    },
    id: {},
  };
  // A machine is in no group.
  const claims = changes ? changedClaims(own, { ...changes, groups: undefined }) : own;
  const accessToken = signJwt(deps.keys, activeKey(keys, 'access'), claims.access);
  call.audit.outcome = 'tokens';
  return { accessToken, expiresIn: access };
}
