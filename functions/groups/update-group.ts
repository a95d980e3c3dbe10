import { changeGroup } from '#core/groups/change.ts';
import { toDomain } from '#protocol/case.ts';
import { groupsRequests } from '#protocol/schema/groups.ts';
import { defineOperation } from '../operations.ts';
import { groupOutput } from './group-output.ts';

/**
 * Sets the given members and keeps the others.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateGroup.html
 */
export const updateGroup = defineOperation('UpdateGroup', {
  async handle(call, { UserPoolId, GroupName, ...requested }) {
    const settings = toDomain(groupsRequests.UpdateGroup, requested);
    const group = await changeGroup(call, { poolId: UserPoolId, name: GroupName }, settings);
    return { Group: groupOutput(group) };
  },
});
