import type { UserCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { checkMaySignIn } from '#core/users/sign-in-status.ts';
import type { Unversioned } from '#ports/records.ts';
import { type Device, deviceRef, failUnknownDevice, unforgotten } from './device.ts';

/**
 * Stores the device that a sign-in was given a key for, with the verifier of its password. The access token must come
 * from that sign-in. Returns the device. It is remembered at once unless the pool leaves that to the user.
 * Throws ResourceNotFoundException for any other key, and for that of a device that was forgotten since,
 * DeviceKeyExistsException for a device that is confirmed already, and the error for a user who may not sign in.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmDevice.html
 */
export async function confirmDevice(
  call: UserCall,
  given: Pick<Device, 'key' | 'salt' | 'verifier'> & { readonly name?: string | undefined },
): Promise<Unversioned<'device'>> {
  const { deps, pool, user, family, source } = call;
  const { key, name, salt, verifier } = given;
  checkMaySignIn(user, deps.clock.now());
  const { device: before } = await deps.records.read({ device: deviceRef(user, key) });
  if (unforgotten(before)) return fail('DeviceKeyExistsException');
  if (before || !pool.deviceConfiguration || family.deviceKey !== key) return failUnknownDevice();
  const now = deps.clock.now();
  const device: Unversioned<'device'> = {
    poolId: user.poolId,
    sub: user.sub,
    key,
    ...(name !== undefined && { name }),
    salt,
    verifier,
    isRemembered: !pool.deviceConfiguration.deviceOnlyRememberedOnUserPrompt,
    createdAt: now,
    modifiedAt: now,
    authenticatedAt: now,
    ...(source && { lastAddress: source.address }),
  };
  const lost = await deps.records.commit([{ op: 'create', kind: 'device', value: device }]);
  return lost ? fail('DeviceKeyExistsException') : device;
}
