import { findDevice } from '#core/devices/change.ts';
import { defineOperation } from '../operations.ts';
import { deviceOutput } from './device-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDevice.html */
export const getDevice = defineOperation('GetDevice', {
  async handle(call, { DeviceKey }) {
    return { Device: deviceOutput(await findDevice(call, call.user, DeviceKey)) };
  },
});
