import { deleteDomain } from '#core/domains/change.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolDomain.html */
export const deleteUserPoolDomain = defineOperation('DeleteUserPoolDomain', {
  async handle(call, { UserPoolId, Domain }) {
    await deleteDomain(call, { poolId: UserPoolId, domain: Domain });
    return {};
  },
});
