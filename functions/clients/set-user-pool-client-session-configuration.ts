import { loadClient } from '#core/clients/load.ts';
import { fail } from '#core/errors.ts';
import { checkSessionTier } from '#core/pools/sessions.ts';
import { defineOperation } from '../operations.ts';

/**
 * Refuses every configuration, as Cognito does for a pool that does not track sessions. No pool can track them yet.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolClientSessionConfiguration.html
 */
export const setUserPoolClientSessionConfiguration = defineOperation('SetUserPoolClientSessionConfiguration', {
  async handle(call, { UserPoolId, ClientId }) {
    const { pool } = await loadClient(call, UserPoolId, ClientId);
    checkSessionTier(pool);
    return fail('OperationNotEnabledException', 'User session tracking is not enabled for the user pool.');
  },
});
