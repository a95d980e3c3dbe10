import { groupHandler } from '#protocol/group-handler.ts';
import { mfaRequests } from '#protocol/schema/mfa.ts';
import { container } from '#runtime/container.ts';
import { OPERATIONS } from '../operations.ts';
import { operations } from './index.ts';

/** Handles the operations on the further factors of users. */
export const handler = groupHandler({
  name: 'mfa',
  operations,
  rows: OPERATIONS,
  requests: mfaRequests,
  deps: container,
});
