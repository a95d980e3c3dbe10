import { readResourceServer } from '#core/resource-servers/change.ts';
import { defineOperation } from '../operations.ts';
import { resourceServerOutput } from './resource-server-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeResourceServer.html */
export const describeResourceServer = defineOperation('DescribeResourceServer', {
  async handle(call, { UserPoolId, Identifier }) {
    const server = await readResourceServer(call, { poolId: UserPoolId, identifier: Identifier });
    return { ResourceServer: resourceServerOutput(server) };
  },
});
