import { withPool } from '#core/call.ts';
import { listDevices } from '#core/devices/change.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '../operations.ts';
import { adminDeviceOutput, MOST_DEVICES } from './device-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListDevices.html */
export const adminListDevices = defineOperation('AdminListDevices', {
  async handle(context, { UserPoolId, Username, Limit, PaginationToken }) {
    const call = await withPool(context, UserPoolId);
    const user = await findUserOrFail(call, Username);
    const page = { limit: Limit || MOST_DEVICES, token: PaginationToken, boundTo: ['AdminListDevices'] };
    const { values, nextToken } = await listDevices(call, user, page);
    return { Devices: values.map((device) => adminDeviceOutput(call, user, device)), PaginationToken: nextToken };
  },
});
