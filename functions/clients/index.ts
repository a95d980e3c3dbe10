import type { Operation } from '#protocol/operation.ts';
import { addUserPoolClientSecret } from './add-user-pool-client-secret.ts';
import { createResourceServer } from './create-resource-server.ts';
import { createUserPoolClient } from './create-user-pool-client.ts';
import { deleteResourceServer } from './delete-resource-server.ts';
import { deleteUserPoolClient } from './delete-user-pool-client.ts';
import { deleteUserPoolClientSecret } from './delete-user-pool-client-secret.ts';
import { describeResourceServer } from './describe-resource-server.ts';
import { describeUserPoolClient } from './describe-user-pool-client.ts';
import { getUserPoolClientSessionConfiguration } from './get-user-pool-client-session-configuration.ts';
import { listResourceServers } from './list-resource-servers.ts';
import { listUserPoolClientSecrets } from './list-user-pool-client-secrets.ts';
import { listUserPoolClients } from './list-user-pool-clients.ts';
import { setUserPoolClientSessionConfiguration } from './set-user-pool-client-session-configuration.ts';
import { updateResourceServer } from './update-resource-server.ts';
import { updateUserPoolClient } from './update-user-pool-client.ts';

export const operations: readonly Operation[] = [
  createUserPoolClient,
  describeUserPoolClient,
  updateUserPoolClient,
  deleteUserPoolClient,
  listUserPoolClients,
  addUserPoolClientSecret,
  listUserPoolClientSecrets,
  deleteUserPoolClientSecret,
  getUserPoolClientSessionConfiguration,
  setUserPoolClientSessionConfiguration,
  createResourceServer,
  describeResourceServer,
  updateResourceServer,
  deleteResourceServer,
  listResourceServers,
];
