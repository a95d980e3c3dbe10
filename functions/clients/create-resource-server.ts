import { createResourceServer as create } from '#core/resource-servers/change.ts';
import { toDomain } from '#protocol/case.ts';
import { clientsRequests } from '#protocol/schema/clients.ts';
import { defineOperation } from '../operations.ts';
import { resourceServerOutput } from './resource-server-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateResourceServer.html */
export const createResourceServer = defineOperation('CreateResourceServer', {
  async handle(call, input) {
    const { userPoolId: poolId, scopes = [], ...given } = toDomain(clientsRequests.CreateResourceServer, input);
    const server = { poolId, scopes, ...given };
    await create(call, server);
    return { ResourceServer: resourceServerOutput(server) };
  },
});
