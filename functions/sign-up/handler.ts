import { groupHandler } from '#protocol/group-handler.ts';
import { signUpRequests } from '#protocol/schema/sign-up.ts';
import { container } from '#runtime/container.ts';
import { OPERATIONS } from '../operations.ts';
import { operations } from './index.ts';

/** Handles the operations for signing up and for resetting a forgotten password. */
export const handler = groupHandler({
  name: 'sign-up',
  operations,
  rows: OPERATIONS,
  requests: signUpRequests,
  deps: container,
});
