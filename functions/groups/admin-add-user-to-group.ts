import { withPool } from '#core/call.ts';
import { addToGroup, findUserAndGroup } from '#core/groups/members.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html */
export const adminAddUserToGroup = defineOperation('AdminAddUserToGroup', {
  async handle(context, { UserPoolId, Username, GroupName }) {
    const call = await withPool(context, UserPoolId);
    const { user, group } = await findUserAndGroup(call, Username, GroupName);
    await addToGroup(call, user, group);
  },
});
