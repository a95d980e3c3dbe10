import type { Call } from '#core/call.ts';
import { LONGEST_ACCESS_SECONDS } from '#core/clients/lifetimes.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { User } from '#core/users/user.ts';
import type { Page, Unversioned } from '#ports/records.ts';
import { type Device, deviceRef, failUnknownDevice, unforgotten } from './device.ts';

/** A request that read the device right before it was forgotten may still issue tokens; this is far longer than any request. */
const MARGIN_MS = 3_600_000;

/** Returns a device of a user. Throws ResourceNotFoundException for one that is unknown, forgotten or another user's. */
export async function findDevice(call: Call, user: User, key: string): Promise<Device> {
  const { device } = await call.deps.records.read({ device: deviceRef(user, key) });
  return unforgotten(device) ?? failUnknownDevice();
}

/**
 * Returns a page of the devices of a user, in the order of their keys. A page may be short and still have a next one,
 * where devices were forgotten. Throws InvalidParameterException for a token of another list.
 */
export async function listDevices(
  { deps }: Call,
  { poolId, sub }: User,
  page: { readonly limit: number; readonly token?: string | undefined; readonly boundTo: readonly string[] },
): Promise<Page<Device>> {
  const { values, nextToken } = await deps.records.within('device', { poolId, sub }, page);
  return { values: values.filter(unforgotten), ...(nextToken !== undefined && { nextToken }) };
}

/** Sets whether a device is remembered. Throws ResourceNotFoundException like findDevice. */
export function setRemembered(call: Call, user: User, key: string, isRemembered: boolean): Promise<void> {
  return changeDevice(call, user, key, (device, now) =>
    unforgotten(device) ? { ...device, isRemembered, modifiedAt: now } : failUnknownDevice(),
  );
}

/**
 * Forgets a device, in one write: from then on its refresh tokens are refused (core/tokens/redeem.ts). Forgetting it
 * once more is not an error. Throws ResourceNotFoundException for a device that the user never had.
 */
export function forgetDevice(call: Call, user: User, key: string): Promise<void> {
  return changeDevice(call, user, key, (device, now) =>
    unforgotten(device)
      ? { ...device, isRemembered: false, forgottenUntil: now + LONGEST_ACCESS_SECONDS * 1000 + MARGIN_MS }
      : undefined,
  );
}

/** Changes a device, for the device as it is now. Nothing is written if `change` returns undefined. */
async function changeDevice(
  { deps }: Call,
  user: User,
  key: string,
  change: (device: Unversioned<'device'>, now: number) => Unversioned<'device'> | undefined,
): Promise<void> {
  await untilCommitted(async () => {
    const { device } = await deps.records.read({ device: deviceRef(user, key) });
    if (!device) return failUnknownDevice();
    const { version: _, ...before } = device;
    const after = change(before, deps.clock.now());
    if (!after) return;
    return (await deps.records.commit([{ op: 'update', kind: 'device', before: device, after }])) && AGAIN;
  });
}
