import { deleteTerms as remove } from '#core/terms/change.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteTerms.html */
export const deleteTerms = defineOperation('DeleteTerms', {
  handle: (call, { UserPoolId, TermsId }) => remove(call, { poolId: UserPoolId, id: TermsId }),
});
