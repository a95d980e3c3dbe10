import { forgetDevice as forget } from '#core/devices/change.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgetDevice.html */
export const forgetDevice = defineOperation('ForgetDevice', {
  async handle(call, { DeviceKey }) {
    await forget(call, call.user, DeviceKey);
  },
});
