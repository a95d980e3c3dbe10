import { checkMfaOptions } from '#core/mfa/options.ts';
import { defineOperation } from '../operations.ts';
import { mfaOptions } from './mfa-options.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserSettings.html */
export const setUserSettings = defineOperation('SetUserSettings', {
  async handle({ user }, { MFAOptions }) {
    checkMfaOptions(user, mfaOptions(MFAOptions));
    return {};
  },
});
