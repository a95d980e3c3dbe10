import { groupHandler } from '#protocol/group-handler.ts';
import { poolsRequests } from '#protocol/schema/pools.ts';
import { container } from '#runtime/container.ts';
import { OPERATIONS } from '../operations.ts';
import { operations } from './index.ts';

/** Handles the operations on user pools. */
export const handler = groupHandler({
  name: 'pools',
  operations,
  rows: OPERATIONS,
  requests: poolsRequests,
  deps: container,
});
