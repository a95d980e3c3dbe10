import type { ClientCall } from '#core/call.ts';
import { type OwnSetting, ownSetting } from '#core/pools/own-tags.ts';
import { type Client, isRegistered } from './client.ts';

/**
 * Tells whether the client must send a PKCE challenge: by the tag `ownpool:require-pkce` of the pool, or because an app
 * has registered it without a secret (RFC 9700, section 2.1.1). A pool that was changed a moment ago may count as it was
 * before.
 */
export function requiresPkce({ pool, client }: Pick<ClientCall, 'pool' | 'client'>): boolean {
  return isAmong(ownSetting(pool, 'ownpool:require-pkce'), client) || (isRegistered(client) && isPublic(client));
}

/**
 * Tells whether the client is sent the issuer (`iss`) with each answer of the authorization endpoint (RFC 9207): by the
 * tag `ownpool:send-issuer` of the pool.
 */
export function sendsIssuer({ pool, client }: Pick<ClientCall, 'pool' | 'client'>): boolean {
  return isAmong(ownSetting(pool, 'ownpool:send-issuer'), client);
}

function isAmong(setting: OwnSetting, client: Client): boolean {
  if (setting === 'public') return isPublic(client);
  return setting === 'all' || setting.includes(client.id);
}

function isPublic({ secrets }: Client): boolean {
  return secrets.length === 0;
}
