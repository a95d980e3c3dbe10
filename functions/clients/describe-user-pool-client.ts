import { loadClient } from '#core/clients/load.ts';
import { defineOperation } from '../operations.ts';
import { clientOutput } from './client-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html */
export const describeUserPoolClient = defineOperation('DescribeUserPoolClient', {
  async handle(call, { UserPoolId, ClientId }) {
    const { client } = await loadClient(call, UserPoolId, ClientId);
    return { UserPoolClient: clientOutput(call.deps.keys, client) };
  },
});
