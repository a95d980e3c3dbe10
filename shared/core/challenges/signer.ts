import type { ClientCall } from '#core/call.ts';
import { type Device, deviceRef, unforgotten } from '#core/devices/device.ts';
import { type Attempts, attemptsRef, PASSWORD_GUESSES } from '#core/guesses/attempts.ts';
import { findUser, type MaybeUser } from '#core/users/find.ts';
import { shownName } from '#core/users/names.ts';
import { NO_STAMP, newSignIn, type SignIn } from './auth-session.ts';
import { namedDevice, requiredParameter } from './parameters.ts';

/** A new sign-in, and what its first step is judged by. */
export type Signer = {
  /** The user name that the client sent. */
  readonly asked: string;
  readonly signIn: SignIn;
  readonly found: MaybeUser;
  readonly attempts: Attempts | undefined;
  /** The device that the client names, if the user has it. */
  readonly device: Device | undefined;
  /** The pool's function was asked about the password of an unknown name, and the guess is counted; see findOrMigrate. */
  readonly isCounted?: true;
  /** The client names a device that the user does not have. */
  readonly isUnknownDevice: boolean;
};

/**
 * Begins a sign-in with the parameters USERNAME and DEVICE_KEY. The reads are the same for every name. Throws
 * InvalidParameterException without a name.
 */
export async function findSigner(call: ClientCall, parameters: Readonly<Record<string, string>>): Promise<Signer> {
  const { pool } = call;
  const asked = requiredParameter(parameters, 'USERNAME');
  const named = namedDevice(call, parameters);
  const found = await findUser(call, asked, (sub) => ({
    attempts: attemptsRef(PASSWORD_GUESSES, { poolId: pool.id, sub }),
    device: deviceRef({ poolId: pool.id, sub }, named),
  }));
  const { sub, user, more } = found;
  const device = unforgotten(more.device);
  const signIn = newSignIn(call, {
    sub,
    asked,
    username: shownName(pool, asked, found),
    stamp: user?.stamp ?? NO_STAMP,
    ...(device && { deviceKey: device.key }),
  });
  const isUnknownDevice = named !== undefined && !device;
  return { asked, signIn, found, attempts: more.attempts, device, isUnknownDevice };
}
