import { signOutEverywhere } from '#core/users/sign-out.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html */
export const globalSignOut = defineOperation('GlobalSignOut', {
  async handle(call) {
    await signOutEverywhere(call, call.user);
    return {};
  },
});
