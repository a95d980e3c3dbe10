import { defineOperation } from '../operations.ts';
import { authFactorsOutput } from './auth-factors-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAuthFactors.html */
export const getUserAuthFactors = defineOperation('GetUserAuthFactors', {
  async handle({ pool, user }) {
    return authFactorsOutput(pool, user);
  },
});
