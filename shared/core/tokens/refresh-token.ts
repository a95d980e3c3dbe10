import { type Forms, fromForm, inForm } from '#core/keys/forms.ts';
import type { Keyring } from '#ports/keys.ts';

/** What a refresh token carries, sealed; to clients it is opaque. Times are epoch milliseconds. */
export type RefreshToken = {
  readonly poolId: string;
  readonly clientId: string;
  readonly sub: string;
  readonly eventId: string;
  readonly generation: number;
  readonly signOutEpoch: number;
  readonly expiresAt: number;
};

const CONTEXT = 'refresh-token';
const FORMS: Forms<RefreshToken> = { form: 1 };

/** Returns the text of a refresh token, in base64url. */
export function sealRefreshToken(keys: Keyring, token: RefreshToken): string {
  return keys.sealToken('refresh', CONTEXT, inForm(FORMS, JSON.stringify(token)));
}

/**
 * undefined for anything that is not a refresh token of this deployment; expiry is not judged. Throws
 * InternalErrorException for one of a newer form: what is refused as invalid, clients throw away.
 */
export function openRefreshToken(keys: Keyring, token: string): RefreshToken | undefined {
  const data = keys.openToken('refresh', CONTEXT, token);
  return data && fromForm(FORMS, data);
}
