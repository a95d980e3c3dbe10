import { deleteGroup as remove } from '#core/groups/delete.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteGroup.html */
export const deleteGroup = defineOperation('DeleteGroup', {
  async handle(call, { UserPoolId, GroupName }) {
    await remove(call, UserPoolId, GroupName);
  },
});
