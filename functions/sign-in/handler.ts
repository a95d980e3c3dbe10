import { groupHandler } from '#protocol/group-handler.ts';
import { signInRequests } from '#protocol/schema/sign-in.ts';
import { container } from '#runtime/container.ts';
import { OPERATIONS } from '../operations.ts';
import { operations } from './index.ts';

/** Handles the operations that sign users in, and those that refresh and revoke tokens. */
export const handler = groupHandler({
  name: 'sign-in',
  operations,
  rows: OPERATIONS,
  requests: signInRequests,
  deps: container,
});
