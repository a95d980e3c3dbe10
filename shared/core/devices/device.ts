import { createHmac } from 'node:crypto';
import type { Call, PoolCall } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { base62Of } from '#core/ids.ts';
import type { User } from '#core/users/user.ts';
import type { Ref } from '#ports/records.ts';

/** A device that a user has confirmed. Its times are in epoch milliseconds. */
export type Device = {
  readonly poolId: string;
  readonly sub: string;
  /** The key of the device: the Region, `_` and a UUID. */
  readonly key: string;
  readonly name?: string;
  /** The SRP salt and verifier of the device's own password, in hex. The salt is as the client sent it. */
  readonly salt: string;
  readonly verifier: string;
  readonly isRemembered: boolean;
  readonly createdAt: number;
  /** The time at which the device was confirmed, or last set to be remembered or not. */
  readonly modifiedAt: number;
  /** The time at which the device last proved itself in a sign-in, or was confirmed. */
  readonly authenticatedAt: number;
  /** The address that this came from. */
  readonly lastAddress?: string;
  /**
   * The end of the record of a forgotten device. A forgotten device is kept until no access token can be left with which
   * it could be confirmed once more.
   */
  readonly forgottenUntil?: number;
  readonly version: number;
};

/** What a client needs to confirm the device of a sign-in (NewDeviceMetadata). */
export type NewDevice = { readonly key: string; readonly groupKey: string };

type Owner = Pick<User, 'poolId' | 'sub'>;

const DAY_MS = 86_400_000;
const GROUP_CHARACTERS = 8;
/** The form of DeviceKey in requests, whose validation does not reach the parameters of sign-ins. */
const KEY_FORM = /^[\w-]+_[0-9a-f-]+$/;
const MAX_KEY = 55;

/** Returns the reference to a device of a user, or undefined without a key and for a text that is the key of no device. */
export function deviceRef({ poolId, sub }: Owner, key: string | undefined): Ref<'device'> | undefined {
  if (key === undefined || key.length > MAX_KEY || !KEY_FORM.test(key)) return undefined;
  return { kind: 'device', id: { poolId, sub, key } };
}

/** Returns a device that was read, or undefined if it was forgotten. */
export function unforgotten<D extends Pick<Device, 'forgottenUntil'>>(device: D | undefined): D | undefined {
  return device?.forgottenUntil === undefined ? device : undefined;
}

/**
 * Tells whether a device is remembered. Where the deployment says for how long, a device that has not proved itself for
 * that time counts as not remembered until it is set to be remembered again.
 */
export function isRemembered({ deps, began }: Call, device: Device): boolean {
  const { rememberedDeviceDays: days } = deps.factorRules;
  const since = Math.max(device.authenticatedAt, device.modifiedAt);
  return device.isRemembered && (days === undefined || began - since < days * DAY_MS);
}

/** Returns the key of a new device. */
export function newDeviceKey({ deps, pool }: PoolCall): string {
  return `${pool.id.slice(0, pool.id.lastIndexOf('_'))}_${deps.random.uuid()}`;
}

/**
 * Returns the group key of a user's devices, such as `-v7w9UcY6`. It takes the place of the pool's name in the SRP
 * exchange, is always the same, and is no secret.
 */
export function deviceGroupKey({ deps }: Call, { poolId, sub }: Owner): string {
  const key = deps.keys.derive('credentials', 'device-group');
  const digest = createHmac('sha256', key).update(`${poolId}\0${sub}`).digest();
  return `-${base62Of(digest, GROUP_CHARACTERS)}`;
}

/** Throws the error for a device that the user does not have. Amplify compares the text, and then signs in without it. */
export function failUnknownDevice(): never {
  return fail('ResourceNotFoundException', TEXT.deviceUnknown);
}
