import type * as api from '@aws-sdk/client-cognito-identity-provider';
import type { Client, ClientSecret } from '#core/clients/client.ts';
import { clientSecrets } from '#core/clients/client-secret.ts';
import { secretId } from '#core/clients/secrets.ts';
import type { Keyring } from '#ports/keys.ts';
import type { Unversioned } from '#ports/records.ts';
import type { OnWire } from '#protocol/api.ts';
import { toWire } from '#protocol/case.ts';
import { epochSeconds } from '#protocol/epoch-seconds.ts';
import { clientsRequests } from '#protocol/schema/clients.ts';

/** Returns a secret of a client without its value. */
export function secretDescriptor(
  client: Pick<Client, 'id'>,
  secret: ClientSecret,
): OnWire<api.ClientSecretDescriptorType> {
  return { ClientSecretId: secretId(client, secret), ClientSecretCreateDate: epochSeconds(secret.createdAt) };
}

/**
 * Returns a client, including its secret, or the older one of two, as CreateUserPoolClient, DescribeUserPoolClient and UpdateUserPoolClient show
 * it.
 */
export function clientOutput(
  keys: Keyring,
  client: Unversioned<'client'> & { readonly version?: number },
): OnWire<api.UserPoolClientType> {
  const { id, poolId, createdAt, modifiedAt, clientType = 'REGULAR', ...rest } = client;
  const { secrets: _, sessionConfiguration: __, version: ___, ...settings } = rest;
  return {
    UserPoolId: poolId,
    ClientId: id,
    ClientSecret: clientSecrets(keys, client)[0],
    CreationDate: epochSeconds(createdAt),
    LastModifiedDate: epochSeconds(modifiedAt),
    ClientType: clientType,
    ...(toWire(clientsRequests.CreateUserPoolClient, settings) as OnWire<api.UserPoolClientType>),
  };
}
