import { withPool } from '#core/call.ts';
import { setRemembered } from '#core/devices/change.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '../operations.ts';
import { isRemembering } from './remembered-status.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateDeviceStatus.html */
export const adminUpdateDeviceStatus = defineOperation('AdminUpdateDeviceStatus', {
  async handle(context, { UserPoolId, Username, DeviceKey, DeviceRememberedStatus }) {
    const call = await withPool(context, UserPoolId);
    const isRemembered = isRemembering(DeviceRememberedStatus);
    await setRemembered(call, await findUserOrFail(call, Username), DeviceKey, isRemembered);
    return {};
  },
});
