import { withPool } from '#core/call.ts';
import { setPreferenceOf } from '#core/mfa/preference.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '../operations.ts';
import { preferenceOf } from './preference.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserMFAPreference.html */
export const adminSetUserMFAPreference = defineOperation('AdminSetUserMFAPreference', {
  async handle(context, { UserPoolId, Username, ...settings }) {
    const call = await withPool(context, UserPoolId);
    await setPreferenceOf(call, await findUserOrFail(call, Username), preferenceOf(settings));
    return {};
  },
});
