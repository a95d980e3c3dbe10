import { noteTokenUser } from '#core/audit-note.ts';
import type { ClientCall } from '#core/call.ts';
import { deviceRef, unforgotten } from '#core/devices/device.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { User } from '#core/users/user.ts';
import type { TokenFamily } from './family.ts';
import { openRefreshToken, type RefreshToken } from './refresh-token.ts';
import { sessionRef } from './sessions.ts';
import type { UserSession } from './user-session.ts';

export const REFRESH_TOKEN_REVOKED = 'Refresh Token has been revoked';

/** A refresh token that its client presented, with its user, its token family and, if it has one, its session. */
export type Redeemed = {
  readonly token: RefreshToken;
  readonly user: User;
  readonly family: TokenFamily;
  readonly session: UserSession | undefined;
};

/**
 * Opens a refresh token, and reads its user and its token family in one request. The caller must judge the generation
 * of the token. `prove` authenticates the client where that depends on the user, and runs before anything is revealed
 * about the user. In a pool that tracks devices, `deviceKey` must be the one of the sign-in, and the device confirmed
 * and not forgotten. Throws NotAuthorizedException for a token that is forged, expired, revoked, of another device or
 * issued to another client, and for a disabled user. Throws PasswordResetRequiredException, and whatever `prove` throws.
 */
export async function redeemRefreshToken(
  call: ClientCall,
  presented: string,
  {
    deviceKey,
    prove = () => {},
  }: { readonly deviceKey?: string | undefined; readonly prove?: (user: User) => void } = {},
): Promise<Redeemed> {
  const { deps, pool, client, audit } = call;
  const token = openRefreshToken(deps.keys, presented);
  if (token) noteTokenUser({ audit }, token);
  if (token?.clientId !== client.id || token.poolId !== pool.id)
    return fail('NotAuthorizedException', TEXT.refreshTokenInvalid);
  if (token.expiresAt <= deps.clock.now()) fail('NotAuthorizedException', 'Refresh Token has expired');

  const { poolId, sub, eventId } = token;
  const { user, family, device, session } = await deps.records.read({
    user: { kind: 'user', id: { poolId, sub } },
    family: { kind: 'family', id: { poolId, sub, eventId } },
    device: pool.deviceConfiguration && deviceRef({ poolId, sub }, deviceKey),
    session: sessionRef(call, token),
  });
  if (!user || !family || family.revokedAt !== undefined) return fail('NotAuthorizedException', REFRESH_TOKEN_REVOKED);
  prove(user);
  // Disabling a user revokes all tokens, and this text tells more than the one below.
  if (!user.enabled) fail('NotAuthorizedException', TEXT.userDisabled);
  if (family.signOutEpoch !== user.signOutEpoch) fail('NotAuthorizedException', REFRESH_TOKEN_REVOKED);
  // A family that began before the pool tracked devices has no device.
  const isTied = pool.deviceConfiguration !== undefined && family.deviceKey !== undefined;
  if (isTied && unforgotten(device)?.key !== family.deviceKey) {
    fail('NotAuthorizedException', TEXT.refreshTokenInvalid);
  }
  if (user.status === 'RESET_REQUIRED') fail('PasswordResetRequiredException');
  return { token, user, family, session };
}
