import { deviceGroupKey, failUnknownDevice } from '#core/devices/device.ts';
import { fail } from '#core/errors.ts';
import { DEVICE_GUESSES } from '#core/guesses/attempts.ts';
import type { Guessed } from './challenge.ts';
import { isProof, sessionInSecretBlock } from './srp-exchange.ts';

/**
 * The device's proof that it knows its password. It is made like the proof of a user's password, with the group key of
 * the device for the name of the pool, and the key of the device for the user's name.
 */
export const devicePasswordVerifier: Guessed<'DEVICE_PASSWORD_VERIFIER'> = {
  name: 'DEVICE_PASSWORD_VERIFIER',
  proves: 'DEVICE',
  guesses: DEVICE_GUESSES,
  required: ['USERNAME', 'DEVICE_KEY', 'PASSWORD_CLAIM_SECRET_BLOCK', 'PASSWORD_CLAIM_SIGNATURE', 'TIMESTAMP'],
  sessionIn: sessionInSecretBlock,
  answer(call, { session, responses, evidence: { device } }) {
    // The exchange was made with the verifier of one device.
    if (device?.key !== session.state.device) return failUnknownDevice();
    const identity = { poolName: deviceGroupKey(call, device), userId: device.key };
    if (!isProof(session.state, { ...identity, v: Buffer.from(device.verifier, 'hex') }, responses)) return undefined;
    const { version: _, ...before } = device;
    const { deps, source } = call;
    const after = { ...before, authenticatedAt: deps.clock.now(), ...(source && { lastAddress: source.address }) };
    return { spends: [{ op: 'update', kind: 'device', before: device, after }], spent };
  },
};

/** The device has just been forgotten or changed, or signs in twice at once. SDKs repeat a request after this error. */
function spent(): never {
  return fail('TooManyRequestsException');
}
