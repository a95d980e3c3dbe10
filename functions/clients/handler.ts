import { groupHandler } from '#protocol/group-handler.ts';
import { clientsRequests } from '#protocol/schema/clients.ts';
import { container } from '#runtime/container.ts';
import { OPERATIONS } from '../operations.ts';
import { operations } from './index.ts';

/** Handles the operations on app clients. */
export const handler = groupHandler({
  name: 'clients',
  operations,
  rows: OPERATIONS,
  requests: clientsRequests,
  deps: container,
});
