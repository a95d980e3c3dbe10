import { setOwnPreference } from '#core/mfa/preference.ts';
import { defineOperation } from '../operations.ts';
import { preferenceOf } from './preference.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html */
export const setUserMFAPreference = defineOperation('SetUserMFAPreference', {
  async handle(call, input) {
    await setOwnPreference(call, preferenceOf(input));
    return {};
  },
});
