import { withPool } from '#core/call.ts';
import { findUserAndGroup, removeFromGroup } from '#core/groups/members.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRemoveUserFromGroup.html */
export const adminRemoveUserFromGroup = defineOperation('AdminRemoveUserFromGroup', {
  async handle(context, { UserPoolId, Username, GroupName }) {
    const call = await withPool(context, UserPoolId);
    const { user, group } = await findUserAndGroup(call, Username, GroupName);
    await removeFromGroup(call, user, group);
  },
});
