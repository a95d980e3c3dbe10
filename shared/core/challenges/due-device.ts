import type { ClientCall } from '#core/call.ts';
import { isRemembered } from '#core/devices/device.ts';
import { missingLevel } from './levels.ts';
import type { Standing } from './next.ts';

/** Tells whether a remembered device, in a pool that tracks devices, has not yet proved itself. */
export function isDeviceDue(call: ClientCall, standing: Standing): boolean {
  return isOfRememberedDevice(call, standing) && !isProven(standing);
}

/** Tells whether the device is due before MFA, of which it takes the place. */
export function isDeviceDueForMfa(call: ClientCall, standing: Standing): boolean {
  return canReplaceMfa(call, standing) && isDeviceDue(call, standing);
}

/** Tells whether a device has proved itself, and that in place of MFA. */
export function hasReplacedMfa(call: ClientCall, standing: Standing): boolean {
  return canReplaceMfa(call, standing) && isOfRememberedDevice(call, standing) && isProven(standing);
}

/** A device raises no level, so it never takes the place of a factor that leads to the level that is asked for. */
function canReplaceMfa({ pool }: ClientCall, { signIn }: Standing): boolean {
  return pool.deviceConfiguration?.challengeRequiredOnNewDevice === true && !missingLevel(signIn);
}

function isOfRememberedDevice(call: ClientCall, { device }: Standing): boolean {
  return call.pool.deviceConfiguration !== undefined && device !== undefined && isRemembered(call, device);
}

function isProven({ signIn }: Standing): boolean {
  return signIn.passed.some(({ factor }) => factor === 'DEVICE');
}
