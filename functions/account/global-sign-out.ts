import { signOutEverywhere } from '#core/users/sign-out.ts';
import { defineOperation } from '../operations.ts';

export const globalSignOut = defineOperation('GlobalSignOut', {
  async handle(call) {
    await signOutEverywhere(call, call.user);
    return {};
  },
});
