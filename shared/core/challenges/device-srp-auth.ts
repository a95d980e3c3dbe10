import { failUnknownDevice } from '#core/devices/device.ts';
import type { Chosen, Following } from './challenge.ts';
import { newExchange, publicValueOf } from './srp-exchange.ts';

/**
 * Asks a remembered device to prove itself. The answer begins an SRP exchange about the device's own password, which
 * DEVICE_PASSWORD_VERIFIER ends.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
 */
export const deviceSrpAuth: Following<'DEVICE_SRP_AUTH'> & Chosen<'DEVICE_SRP_AUTH'> = {
  name: 'DEVICE_SRP_AUTH',
  required: ['USERNAME', 'DEVICE_KEY', 'SRP_A'],
  leadsTo: 'DEVICE_PASSWORD_VERIFIER',
  begin: () => ({ state: { challenge: 'DEVICE_SRP_AUTH' }, parameters: {} }),
  choose(call, { session, responses, evidence: { device } }) {
    const A = publicValueOf(responses);
    if (!device) return failUnknownDevice();
    return {
      name: 'DEVICE_PASSWORD_VERIFIER',
      begin() {
        const exchange = newExchange(call, { A, v: Buffer.from(device.verifier, 'hex') });
        return {
          state: { challenge: 'DEVICE_PASSWORD_VERIFIER', device: device.key, ...exchange },
          parameters: { SALT: device.salt, SRP_B: exchange.b, DEVICE_KEY: device.key, USERNAME: session.username },
          isSecretBlock: true,
        };
      },
    };
  },
};
