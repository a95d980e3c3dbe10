import { groupHandler } from '#protocol/group-handler.ts';
import { devicesRequests } from '#protocol/schema/devices.ts';
import { container } from '#runtime/container.ts';
import { OPERATIONS } from '../operations.ts';
import { operations } from './index.ts';

/** Handles the operations on the devices that users have confirmed. */
export const handler = groupHandler({
  name: 'devices',
  operations,
  rows: OPERATIONS,
  requests: devicesRequests,
  deps: container,
});
