import { groupHandler } from '#protocol/group-handler.ts';
import { passkeysRequests } from '#protocol/schema/passkeys.ts';
import { container } from '#runtime/container.ts';
import { OPERATIONS } from '../operations.ts';
import { operations } from './index.ts';

/** Handles the operations of users on their passkeys. */
export const handler = groupHandler({
  name: 'passkeys',
  operations,
  rows: OPERATIONS,
  requests: passkeysRequests,
  deps: container,
});
