import { readPool } from '#core/pools/change.ts';
import { defineOperation } from '../operations.ts';
import { termsDescription } from './terms-output.ts';

const MOST = 60;

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListTerms.html */
export const listTerms = defineOperation('ListTerms', {
  async handle(call, { UserPoolId, MaxResults = MOST, NextToken }) {
    const { id: poolId } = await readPool(call, UserPoolId);
    const page = { limit: MaxResults, ...(NextToken !== undefined && { token: NextToken }) };
    const { values, nextToken } = await call.deps.records.within('terms', { poolId }, page);
    return { Terms: values.map(termsDescription), NextToken: nextToken };
  },
});
