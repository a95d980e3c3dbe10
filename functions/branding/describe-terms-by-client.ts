import { loadClient } from '#core/clients/load.ts';
import { fail } from '#core/errors.ts';
import { termsOf } from '#core/terms/change.ts';
import type { TermsName } from '#core/terms/terms.ts';
import { defineOperation } from '../operations.ts';
import { termsOutput } from './terms-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeTermsByClient.html */
export const describeTermsByClient = defineOperation('DescribeTermsByClient', {
  async handle(call, { UserPoolId, ClientId, TermsName }) {
    const { client } = await loadClient(call, UserPoolId, ClientId);
    const { [TermsName as TermsName]: terms } = await termsOf(call, client.poolId, client.id);
    if (!terms) return fail('ResourceNotFoundException', `App client ${ClientId} has no terms ${TermsName}.`);
    return { Terms: termsOutput(terms) };
  },
});
