import { groupHandler } from '#protocol/group-handler.ts';
import { accountRequests } from '#protocol/schema/account.ts';
import { container } from '#runtime/container.ts';
import { OPERATIONS } from '../operations.ts';
import { operations } from './index.ts';

/** Handles the operations that users call on their own account. */
export const handler = groupHandler({
  name: 'account',
  operations,
  rows: OPERATIONS,
  requests: accountRequests,
  deps: container,
});
