import { checkClientSettings } from '#core/clients/check-settings.ts';
import { sealClientSecret } from '#core/clients/client-secret.ts';
import { clientSettings } from '#core/clients/settings.ts';
import { fail } from '#core/errors.ts';
import { newClientId, newClientSecret } from '#core/ids.ts';
import { readPool } from '#core/pools/change.ts';
import type { Unversioned } from '#ports/records.ts';
import { toDomain } from '#protocol/case.ts';
import { clientsRequests } from '#protocol/schema/clients.ts';
import { defineOperation } from '../operations.ts';
import { clientOutput } from './client-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html */
export const createUserPoolClient = defineOperation('CreateUserPoolClient', {
  async handle(call, { UserPoolId, GenerateSecret, ClientSecret, ...requested }) {
    const pool = await readPool(call, UserPoolId);
    if (GenerateSecret && ClientSecret !== undefined) {
      fail('InvalidParameterException', 'Only one of GenerateSecret and ClientSecret can be specified.');
    }
    const settings = clientSettings(toDomain(clientsRequests.CreateUserPoolClient, requested));
    const secret = GenerateSecret ? newClientSecret(call.deps.random.bytes) : ClientSecret;
    checkClientSettings(settings, { pool, hasSecret: secret !== undefined, doing: 'creating' });

    const id = newClientId(call.deps.random.bytes);
    const now = call.deps.clock.now();
    const client: Unversioned<'client'> = {
      ...settings,
      id,
      poolId: pool.id,
      createdAt: now,
      modifiedAt: now,
      ...(secret !== undefined && { sealedSecret: sealClientSecret(call.deps.keys, id, secret) }),
    };
    const lost = await call.deps.records.commit([{ op: 'create', kind: 'client', value: client }]);
    if (lost) fail('ConcurrentModificationException');
    call.audit.clientId = id;
    return { UserPoolClient: clientOutput(call.deps.keys, client) };
  },
});
