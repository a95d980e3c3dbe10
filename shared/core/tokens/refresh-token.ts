import type { Keys } from '#ports/keys.ts';

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

export function sealRefreshToken(keys: Keys, token: RefreshToken): string {
  return keys.sealToken('refresh', CONTEXT, Buffer.from(JSON.stringify(token)));
}

/** undefined for anything that is not a refresh token of this deployment; expiry is not judged. */
export function openRefreshToken(keys: Keys, token: string): RefreshToken | undefined {
  const data = keys.openToken('refresh', CONTEXT, token);
  return data && (JSON.parse(data.toString()) as RefreshToken);
}
