import { readPool } from '#core/pools/change.ts';
import { defineOperation } from '../operations.ts';

/**
 * Terraform calls this operation after every change of a pool. No factor can be configured yet, so the response has
 * none.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolMfaConfig.html
 */
export const getUserPoolMfaConfig = defineOperation('GetUserPoolMfaConfig', {
  async handle(call, { UserPoolId }) {
    const { mfaConfiguration } = await readPool(call, UserPoolId);
    return { MfaConfiguration: mfaConfiguration };
  },
});
