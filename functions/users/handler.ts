import { groupHandler } from '#protocol/group-handler.ts';
import { usersRequests } from '#protocol/schema/users.ts';
import { container } from '#runtime/container.ts';
import { OPERATIONS } from '../operations.ts';
import { operations } from './index.ts';

/** Handles the operations of administrators on users. */
export const handler = groupHandler({
  name: 'users',
  operations,
  rows: OPERATIONS,
  requests: usersRequests,
  deps: container,
});
