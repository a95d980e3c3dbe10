import { setRemembered } from '#core/devices/change.ts';
import { checkMaySignIn } from '#core/users/sign-in-status.ts';
import { defineOperation } from '../operations.ts';
import { isRemembering } from './remembered-status.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateDeviceStatus.html */
export const updateDeviceStatus = defineOperation('UpdateDeviceStatus', {
  async handle(call, { DeviceKey, DeviceRememberedStatus }) {
    checkMaySignIn(call.user, call.deps.clock.now());
    await setRemembered(call, call.user, DeviceKey, isRemembering(DeviceRememberedStatus));
    return {};
  },
});
