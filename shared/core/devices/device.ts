import type { User } from '#core/users/user.ts';
import type { Ref } from '#ports/records.ts';

/** A device that a user has confirmed. Its times are in epoch milliseconds. */
export type Device = {
  readonly poolId: string;
  readonly sub: string;
  /** The key of the device: the Region, `_` and a UUID. */
  readonly key: string;
  readonly name?: string;
  /** The SRP salt and verifier of the device's own password, in hex. */
  readonly salt: string;
  readonly verifier: string;
  readonly isRemembered: boolean;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** The time of the last sign-in from the device. */
  readonly authenticatedAt: number;
  /** The address of the last sign-in. */
  readonly lastAddress?: string;
  /**
   * The end of the record of a forgotten device. A forgotten device is kept until no access token can be left with which
   * it could be confirmed once more.
   */
  readonly forgottenUntil?: number;
  readonly version: number;
};

/** Returns the reference to a device of a user. */
export function deviceRef({ poolId, sub }: Pick<User, 'poolId' | 'sub'>, key: string): Ref<'device'> {
  return { kind: 'device', id: { poolId, sub, key } };
}
