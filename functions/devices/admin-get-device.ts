import { withPool } from '#core/call.ts';
import { findDevice } from '#core/devices/change.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '../operations.ts';
import { adminDeviceOutput } from './device-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetDevice.html */
export const adminGetDevice = defineOperation('AdminGetDevice', {
  async handle(context, { UserPoolId, Username, DeviceKey }) {
    const call = await withPool(context, UserPoolId);
    const user = await findUserOrFail(call, Username);
    return { Device: adminDeviceOutput(call, user, await findDevice(call, user, DeviceKey)) };
  },
});
