import { listDevices as list } from '#core/devices/change.ts';
import { defineOperation } from '../operations.ts';
import { deviceOutput, MOST_DEVICES } from './device-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html */
export const listDevices = defineOperation('ListDevices', {
  async handle(call, { Limit, PaginationToken }) {
    const page = { limit: Limit || MOST_DEVICES, token: PaginationToken, boundTo: ['ListDevices'] };
    const { values, nextToken } = await list(call, call.user, page);
    return { Devices: values.map(deviceOutput), PaginationToken: nextToken };
  },
});
