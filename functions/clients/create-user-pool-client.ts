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

/** https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html */
const MOST_CLIENTS = 1000;

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html */
export const createUserPoolClient = defineOperation('CreateUserPoolClient', {
  async handle(call, { UserPoolId, GenerateSecret, ClientSecret, ...requested }) {
    const [pool, clients] = await Promise.all([
      readPool(call, UserPoolId),
      call.deps.records.count('clients', { poolId: UserPoolId }, MOST_CLIENTS),
    ]);
    if (clients >= MOST_CLIENTS) {
      fail('LimitExceededException', `User pool ${pool.id} already has ${MOST_CLIENTS} app clients.`);
    }
    if (GenerateSecret && ClientSecret !== undefined) {
      fail('InvalidParameterException', 'Only one of GenerateSecret and ClientSecret can be specified.');
    }
    const settings = clientSettings(toDomain(clientsRequests.CreateUserPoolClient, requested));
    const secret = GenerateSecret ? newClientSecret(call.deps.random.bytes) : ClientSecret;
    await checkClientSettings(call, settings, { pool, hasSecret: secret !== undefined, doing: 'creating' });

    const id = newClientId(call.deps.random.bytes);
    const now = call.deps.clock.now();
    const client: Unversioned<'client'> = {
      ...settings,
      id,
      poolId: pool.id,
      createdAt: now,
      modifiedAt: now,
      secrets: secret === undefined ? [] : [sealClientSecret(call.deps.keys, id, secret, now)],
    };
    const lost = await call.deps.records.commit([{ op: 'create', kind: 'client', value: client }]);
    if (lost) fail('ConcurrentModificationException');
    call.audit.clientId = id;
    return { UserPoolClient: clientOutput(call.deps.keys, client) };
  },
});
