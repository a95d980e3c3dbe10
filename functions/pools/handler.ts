import { groupHandler } from '#protocol/group-handler.ts';
import { poolsRequests } from '#protocol/schema/pools.ts';
import { container } from '#runtime/container.ts';
import { OPERATIONS } from '../operations.ts';
import { operations } from './index.ts';

export const handler = groupHandler({
  name: 'pools',
  operations,
  rows: OPERATIONS,
  requests: poolsRequests,
  deps: container,
});
