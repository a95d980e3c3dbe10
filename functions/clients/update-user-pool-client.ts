import { changeClient } from '#core/clients/change.ts';
import { checkClientSettings } from '#core/clients/check-settings.ts';
import { clientSettings } from '#core/clients/settings.ts';
import type { Unversioned } from '#ports/records.ts';
import { toDomain } from '#protocol/case.ts';
import { clientsRequests } from '#protocol/schema/clients.ts';
import { defineOperation } from '../operations.ts';
import { clientOutput } from './client-output.ts';

/**
 * Replaces all settings. The table OMITTED (core/clients/omitted.ts) says what becomes of those that a request omits.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html
 */
export const updateUserPoolClient = defineOperation('UpdateUserPoolClient', {
  async handle(call, { UserPoolId, ClientId, ...requested }) {
    const ids = { poolId: UserPoolId, clientId: ClientId };
    const { after } = await changeClient(call, ids, async (before, pool) => {
      const settings = clientSettings(toDomain(clientsRequests.UpdateUserPoolClient, requested), before);
      const { id, poolId, createdAt, secrets, sessionConfiguration, clientType } = before;
      await checkClientSettings(call, settings, { pool, hasSecret: secrets.length > 0, clientType, doing: 'updating' });
      const modifiedAt = call.deps.clock.now();
      const after: Unversioned<'client'> = {
        ...settings,
        ...{ id, poolId, createdAt, modifiedAt, secrets },
        ...(clientType && { clientType }),
        ...(sessionConfiguration && { sessionConfiguration }),
      };
      return { after };
    });
    return { UserPoolClient: clientOutput(call.deps.keys, after) };
  },
});
