import type { PoolCall } from '#core/call.ts';
import { failOAuth } from '#core/oauth/errors.ts';
import { existingScopes, isStandardScope, OIDC_SCOPES, REGISTER_SCOPE } from '#core/resource-servers/scopes.ts';
import type { AskedClient } from './metadata.ts';

/**
 * Returns the scopes of a client that is being registered: those of OpenID Connect and of AllowedScopes that it asks for,
 * as far as they exist. Without `scope` it gets them all, except `aws.cognito.signin.user.admin`, which lets apps change
 * the user. A machine gets custom scopes only, like any client with client_credentials. Nobody gets the scope of initial
 * access tokens. Throws the OAuthError `invalid_client_metadata` if no scope is left.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DcrConfigurationType.html
 */
export async function registeredScopes(call: PoolCall, asked: AskedClient): Promise<readonly string[]> {
  const { pool } = call;
  const listed = (pool.dcrConfiguration?.allowedScopes ?? []).filter((scope) => scope !== REGISTER_SCOPE);
  const custom = await existingScopes(
    call,
    pool.id,
    listed.filter((scope) => !isStandardScope(scope)),
  );
  const standard = asked.flow === 'code' ? [...OIDC_SCOPES, ...listed.filter(isStandardScope)] : [];
  const isMeant = (scope: string) =>
    asked.scopes ? asked.scopes.includes(scope) : OIDC_SCOPES.includes(scope) || custom.includes(scope);
  const scopes = [...new Set([...standard, ...custom])].filter(isMeant);
  return scopes.length > 0
    ? scopes
    : failOAuth('invalid_client_metadata', 'The user pool allows none of the scopes to such a client.');
}
