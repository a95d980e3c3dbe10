import type {
  DescribeUserPoolClientCommandInput,
  DescribeUserPoolClientCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { loadClient } from '#core/clients/load.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { clientId, userPoolId } from '#protocol/schema/shapes.ts';
import { clientOutput } from './client-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html */
export const describeUserPoolClient = defineOperation<
  DescribeUserPoolClientCommandInput,
  DescribeUserPoolClientCommandOutput
>({
  name: 'DescribeUserPoolClient',
  auth: 'sigv4',
  input: { UserPoolId: required(userPoolId), ClientId: required(clientId) },
  async handle(call, { UserPoolId, ClientId }) {
    const { client } = await loadClient(call, UserPoolId!, ClientId!);
    return { UserPoolClient: clientOutput(call.deps.keys, client) };
  },
});
