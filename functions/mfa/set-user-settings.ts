import { preferenceOfOptions } from '#core/mfa/options.ts';
import { setOwnPreference } from '#core/mfa/preference.ts';
import { defineOperation } from '../operations.ts';
import { mfaOptions } from './mfa-options.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserSettings.html */
export const setUserSettings = defineOperation('SetUserSettings', {
  async handle(call, { MFAOptions }) {
    await setOwnPreference(call, preferenceOfOptions(mfaOptions(MFAOptions)));
    return {};
  },
});
