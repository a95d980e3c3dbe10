import { createGroup as create } from '#core/groups/create.ts';
import { toDomain } from '#protocol/case.ts';
import { groupsRequests } from '#protocol/schema/groups.ts';
import { defineOperation } from '../operations.ts';
import { groupOutput } from './group-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html */
export const createGroup = defineOperation('CreateGroup', {
  async handle(call, { UserPoolId, GroupName, ...requested }) {
    const settings = toDomain(groupsRequests.CreateGroup, requested);
    const group = await create(call, { poolId: UserPoolId, name: GroupName }, settings);
    return { Group: groupOutput(group) };
  },
});
