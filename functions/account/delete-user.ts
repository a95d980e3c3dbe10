import { deleteUser as deleteOwn } from '#core/users/delete.ts';
import { defineOperation } from '../operations.ts';

export const deleteUser = defineOperation('DeleteUser', {
  async handle(call) {
    await deleteOwn(call, call.user);
  },
});
