import { withPool } from '#core/call.ts';
import { checkMfaOptions } from '#core/mfa/options.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '../operations.ts';
import { mfaOptions } from './mfa-options.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserSettings.html */
export const adminSetUserSettings = defineOperation('AdminSetUserSettings', {
  async handle(context, { UserPoolId, Username, MFAOptions }) {
    const call = await withPool(context, UserPoolId);
    checkMfaOptions(await findUserOrFail(call, Username), mfaOptions(MFAOptions));
    return {};
  },
});
