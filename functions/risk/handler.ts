import { groupHandler } from '#protocol/group-handler.ts';
import { riskRequests } from '#protocol/schema/risk.ts';
import { container } from '#runtime/container.ts';
import { OPERATIONS } from '../operations.ts';
import { operations } from './index.ts';

/** Handles the operations on threat protection. */
export const handler = groupHandler({
  name: 'risk',
  operations,
  rows: OPERATIONS,
  requests: riskRequests,
  deps: container,
});
