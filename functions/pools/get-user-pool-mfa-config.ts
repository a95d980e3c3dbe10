import { readPool } from '#core/pools/change.ts';
import { defineOperation } from '../operations.ts';

/** Terraform reads this after every change of a pool. No factor can be configured yet, so that there is none to show. */
export const getUserPoolMfaConfig = defineOperation('GetUserPoolMfaConfig', {
  async handle(call, { UserPoolId }) {
    const { mfaConfiguration } = await readPool(call, UserPoolId);
    return { MfaConfiguration: mfaConfiguration };
  },
});
