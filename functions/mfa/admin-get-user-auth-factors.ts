import { withPool } from '#core/call.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '../operations.ts';
import { authFactorsOutput } from './auth-factors-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUserAuthFactors.html */
export const adminGetUserAuthFactors = defineOperation('AdminGetUserAuthFactors', {
  async handle(context, { UserPoolId, Username }) {
    const call = await withPool(context, UserPoolId);
    return authFactorsOutput(call.pool, await findUserOrFail(call, Username));
  },
});
