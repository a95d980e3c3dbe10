import { deleteUser as deleteOwn } from '#core/users/delete.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html */
export const deleteUser = defineOperation('DeleteUser', {
  async handle(call) {
    await deleteOwn(call, call.user);
  },
});
