import { findTerms } from '#core/terms/change.ts';
import { defineOperation } from '../operations.ts';
import { termsOutput } from './terms-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeTerms.html */
export const describeTerms = defineOperation('DescribeTerms', {
  async handle(call, { UserPoolId, TermsId }) {
    return { Terms: termsOutput(await findTerms(call, { poolId: UserPoolId, id: TermsId })) };
  },
});
