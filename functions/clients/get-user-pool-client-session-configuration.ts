import { loadClient } from '#core/clients/load.ts';
import { defineOperation } from '../operations.ts';
import { sessionOutput } from './session-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolClientSessionConfiguration.html */
export const getUserPoolClientSessionConfiguration = defineOperation('GetUserPoolClientSessionConfiguration', {
  async handle(call, { UserPoolId, ClientId }) {
    const { client } = await loadClient(call, UserPoolId, ClientId);
    return sessionOutput(client);
  },
});
