import { withPool } from '#core/call.ts';
import { preferenceOfOptions } from '#core/mfa/options.ts';
import { setPreferenceOf } from '#core/mfa/preference.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '../operations.ts';
import { mfaOptions } from './mfa-options.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserSettings.html */
export const adminSetUserSettings = defineOperation('AdminSetUserSettings', {
  async handle(context, { UserPoolId, Username, MFAOptions }) {
    const call = await withPool(context, UserPoolId);
    const asked = preferenceOfOptions(mfaOptions(MFAOptions));
    await setPreferenceOf(call, await findUserOrFail(call, Username), asked);
    return {};
  },
});
