import { updateResourceServer as update } from '#core/resource-servers/change.ts';
import { toDomain } from '#protocol/case.ts';
import { clientsRequests } from '#protocol/schema/clients.ts';
import { defineOperation } from '../operations.ts';
import { resourceServerOutput } from './resource-server-output.ts';

/**
 * Replaces name and scopes. Without Scopes there are none afterwards.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateResourceServer.html
 */
export const updateResourceServer = defineOperation('UpdateResourceServer', {
  async handle(call, input) {
    const { userPoolId: poolId, scopes = [], ...given } = toDomain(clientsRequests.UpdateResourceServer, input);
    const server = { poolId, scopes, ...given };
    await update(call, server);
    return { ResourceServer: resourceServerOutput(server) };
  },
});
