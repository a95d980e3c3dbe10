import type { PoolCall } from '#core/call.ts';
import { isRegistered } from '#core/clients/client.ts';
import { failOAuth } from '#core/oauth/errors.ts';
import { REGISTER_SCOPE } from '#core/resource-servers/scopes.ts';
import { hasScope } from '#core/tokens/access-token.ts';
import { liveToken } from '#core/tokens/live-token.ts';

/**
 * Verifies an initial access token: an access token of this pool with the scope `aws.cognito/dcr/register`, of a machine
 * or of a user. Its client must still have the scope, so that taking the scope away or deleting the client ends all
 * tokens. Throws the OAuthErrors `invalid_token` and `insufficient_scope`.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-dynamic-client-registration.html
 */
export async function verifyInitialToken(call: PoolCall, token: string): Promise<void> {
  const found = await liveToken(call, token);
  if (found?.use !== 'access') return refuseToken();
  const { claims, clientId } = found;
  const client = await call.deps.configuration.client(clientId);
  if (client?.poolId !== call.pool.id || isRegistered(client)) return refuseToken();
  if (!hasScope(claims, REGISTER_SCOPE) || !client.allowedOAuthScopes?.includes(REGISTER_SCOPE)) {
    const description = `The access token needs the scope ${REGISTER_SCOPE}.`;
    failOAuth('insufficient_scope', description, { status: 403, ...challenge('insufficient_scope', description) });
  }
}

/** Throws the OAuthError `invalid_token` for a token that is not good. */
export function refuseToken(): never {
  const description = 'The access token is not valid, or not of this user pool.';
  return failOAuth('invalid_token', description, { status: 401, ...challenge('invalid_token', description) });
}

/** Throws the OAuthError for a request without a token where one is needed, which is told no error in its header. */
export function refuseWithoutToken(): never {
  const description = 'The user pool registers clients with an initial access token only.';
  return failOAuth('invalid_token', description, { status: 401, headers: { 'www-authenticate': 'Bearer' } });
}

/** Returns the header that says what is wrong with a token. https://www.rfc-editor.org/rfc/rfc6750#section-3 */
function challenge(code: string, description: string) {
  return { headers: { 'www-authenticate': `Bearer error="${code}", error_description="${description}"` } };
}
