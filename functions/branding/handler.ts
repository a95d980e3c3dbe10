import { groupHandler } from '#protocol/group-handler.ts';
import { brandingRequests } from '#protocol/schema/branding.ts';
import { container } from '#runtime/container.ts';
import { OPERATIONS } from '../operations.ts';
import { operations } from './index.ts';

/** Handles the operations on domains, on the look of the hosted pages, and on terms. */
export const handler = groupHandler({
  name: 'branding',
  operations,
  rows: OPERATIONS,
  requests: brandingRequests,
  deps: container,
});
