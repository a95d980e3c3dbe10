import type * as api from '@aws-sdk/client-cognito-identity-provider';
import { clientSecret } from '#core/clients/client-secret.ts';
import type { Keyring } from '#ports/keys.ts';
import type { Unversioned } from '#ports/records.ts';
import type { OnWire } from '#protocol/api.ts';
import { toWire } from '#protocol/case.ts';
import { epochSeconds } from '#protocol/epoch-seconds.ts';
import { clientsRequests } from '#protocol/schema/clients.ts';

/**
 * Returns a client, including its secret, as CreateUserPoolClient, DescribeUserPoolClient and UpdateUserPoolClient show
 * it.
 */
export function clientOutput(
  keys: Keyring,
  client: Unversioned<'client'> & { readonly version?: number },
): OnWire<api.UserPoolClientType> {
  const { id, poolId, createdAt, modifiedAt, sealedSecret: _, version: __, ...settings } = client;
  return {
    UserPoolId: poolId,
    ClientId: id,
    ClientSecret: clientSecret(keys, client),
    CreationDate: epochSeconds(createdAt),
    LastModifiedDate: epochSeconds(modifiedAt),
    // Dynamic client registration does not exist here.
    ClientType: 'REGULAR',
    ...(toWire(clientsRequests.CreateUserPoolClient, settings) as OnWire<api.UserPoolClientType>),
  };
}
