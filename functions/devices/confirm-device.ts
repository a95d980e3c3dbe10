import { confirmDevice as confirm } from '#core/devices/confirm.ts';
import { parseVerifier } from '#core/devices/verifier.ts';
import { checkRecentForDevice } from '#core/mfa/recent-sign-in.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmDevice.html */
export const confirmDevice = defineOperation('ConfirmDevice', {
  async handle(call, { DeviceKey, DeviceName, DeviceSecretVerifierConfig: config }) {
    const secret = parseVerifier({ salt: config?.Salt, passwordVerifier: config?.PasswordVerifier });
    checkRecentForDevice(call);
    const { isRemembered } = await confirm(call, { key: DeviceKey, name: DeviceName, ...secret });
    return { UserConfirmationNecessary: !isRemembered };
  },
});
