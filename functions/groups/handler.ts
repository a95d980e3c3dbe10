import { groupHandler } from '#protocol/group-handler.ts';
import { groupsRequests } from '#protocol/schema/groups.ts';
import { container } from '#runtime/container.ts';
import { OPERATIONS } from '../operations.ts';
import { operations } from './index.ts';

/** Handles the operations on groups of users, and on who is in them. */
export const handler = groupHandler({
  name: 'groups',
  operations,
  rows: OPERATIONS,
  requests: groupsRequests,
  deps: container,
});
