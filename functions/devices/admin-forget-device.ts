import { withPool } from '#core/call.ts';
import { forgetDevice } from '#core/devices/change.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminForgetDevice.html */
export const adminForgetDevice = defineOperation('AdminForgetDevice', {
  async handle(context, { UserPoolId, Username, DeviceKey }) {
    const call = await withPool(context, UserPoolId);
    await forgetDevice(call, await findUserOrFail(call, Username), DeviceKey);
  },
});
