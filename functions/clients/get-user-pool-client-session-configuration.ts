import { loadClient } from '#core/clients/load.ts';
import { defineOperation } from '../operations.ts';

/** The time in minutes for which a client reuses a session of the hosted pages, if it was never set. */
const DEFAULT_MINUTES = 60;

/**
 * Shows the default, because sessions are not tracked and nothing else can be set.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolClientSessionConfiguration.html
 */
export const getUserPoolClientSessionConfiguration = defineOperation('GetUserPoolClientSessionConfiguration', {
  async handle(call, { UserPoolId, ClientId }) {
    await loadClient(call, UserPoolId, ClientId);
    return { UserPoolId, ClientId, SSOSession: { MaxValidityMinutes: DEFAULT_MINUTES } };
  },
});
