import { noteTokenUser } from '#core/audit-note.ts';
import type { ClientCall } from '#core/call.ts';
import { type Device, deviceRef, unforgotten } from '#core/devices/device.ts';
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
 * about the user. Tokens of a device need it confirmed and not forgotten. As long as the pool tracks devices, `deviceKey`
 * must name it, so that it is read with the others. Throws NotAuthorizedException for a token that is forged, expired, revoked, of another device or
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
  if (family.deviceKey !== undefined) {
    const own = pool.deviceConfiguration ? device : await deviceOf({ deps }, family);
    if (unforgotten(own)?.key !== family.deviceKey) fail('NotAuthorizedException', TEXT.refreshTokenInvalid);
  }
  if (user.status === 'RESET_REQUIRED') fail('PasswordResetRequiredException');
  return { token, user, family, session };
}

/** Reads the device of a family in a pool that has tracked devices once. What was forgotten then stays forgotten. */
async function deviceOf({ deps }: Pick<ClientCall, 'deps'>, family: TokenFamily): Promise<Device | undefined> {
  return (await deps.records.read({ device: deviceRef(family, family.deviceKey) })).device;
}
