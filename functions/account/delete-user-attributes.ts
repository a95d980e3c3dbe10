import { attributeRemovals } from '#core/attributes/request.ts';
import { updateAttributes } from '#core/attributes/update.ts';
import { withClient } from '#core/call.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html */
export const deleteUserAttributes = defineOperation('DeleteUserAttributes', {
  async handle(context, { UserAttributeNames }) {
    const { request, ...call } = await withClient(context, context.client.id, ({ pool, client }) => ({
      request: attributeRemovals(pool, UserAttributeNames, client),
    }));
    await updateAttributes(call, call.user, request, 'user');
    return {};
  },
});
