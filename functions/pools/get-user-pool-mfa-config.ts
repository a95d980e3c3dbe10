import { readPool } from '#core/pools/change.ts';
import { defineOperation } from '../operations.ts';
import { mfaOutput } from './mfa-output.ts';

/**
 * Terraform calls this operation after every change of a pool.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolMfaConfig.html
 */
export const getUserPoolMfaConfig = defineOperation('GetUserPoolMfaConfig', {
  async handle(call, { UserPoolId }) {
    return mfaOutput(await readPool(call, UserPoolId));
  },
});
