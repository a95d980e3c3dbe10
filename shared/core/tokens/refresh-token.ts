import { type Forms, fromForm, inForm } from '#core/keys/forms.ts';
import type { Keyring } from '#ports/keys.ts';

/** The sealed content of a refresh token, which clients cannot read. Its times are in epoch milliseconds. */
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
 * Opens a refresh token. Returns undefined for a text that is not a refresh token of this deployment. The caller must
 * check the expiry. Throws InternalErrorException for a token in a form that only a newer version knows, because a
 * client would throw away a token that is refused as invalid.
 */
export function openRefreshToken(keys: Keyring, token: string): RefreshToken | undefined {
  const data = keys.openToken('refresh', CONTEXT, token);
  return data && fromForm(FORMS, data);
}
