import { isReadable } from '#core/attributes/rights.ts';
import type { PoolCall } from '#core/call.ts';
import { hasScope } from '#core/tokens/access-token.ts';
import { isAttributeGranted } from '#core/tokens/grant.ts';
import { type LiveToken, liveToken } from '#core/tokens/live-token.ts';
import { shownUser } from '#core/users/shown.ts';
import { failOAuth } from './errors.ts';
import { wordsOf } from './parameters.ts';

/** What userInfo says of a user. All values are texts, `email_verified` too, but that of `address`. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Returns the claims of the user of an access token that its scopes and its client allow (OpenID Connect Core 1.0, section
 * 5.3). Throws the OAuthError `invalid_token`.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
 */
export async function userInfo(call: PoolCall, token: string): Promise<Claims> {
  const { claims, holder } = await accessTokenOf(call, token);
  if (!hasScope(claims, 'openid')) return refuseToken('Access token does not contain openid scope');
  const { client, pool, user } = holder;
  const { username, attributes, sub } = shownUser(pool, user);
  const scopes = wordsOf(String(claims.scope));
  const granted = Object.entries(attributes).filter(
    ([name]) => isReadable(client, pool, name) && isAttributeGranted(scopes, name),
  );
  const { address, ...rest } = Object.fromEntries(granted);
  return { sub, ...rest, ...(address !== undefined && { address: { formatted: address } }), username };
}

async function accessTokenOf(call: PoolCall, token: string): Promise<Required<LiveToken>> {
  const found = await liveToken(call, token);
  const { holder } = found ?? {};
  if (!found || !holder || found.use !== 'access') return refuseToken();
  call.audit.clientId = holder.client.id;
  call.audit.sub = holder.user.sub;
  return { ...found, holder };
}

const NOT_VALID = 'Access token is expired, disabled, or deleted, or the user has globally signed out.';

function refuseToken(description = NOT_VALID): never {
  const headers = { 'www-authenticate': `error="invalid_token", error_description="${description}"` };
  return failOAuth('invalid_token', description, { status: 401, headers });
}
