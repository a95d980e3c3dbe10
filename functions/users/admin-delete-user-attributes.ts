import { attributeRemovals } from '#core/attributes/request.ts';
import { updateAttributes } from '#core/attributes/update.ts';
import { withPool } from '#core/call.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUserAttributes.html */
export const adminDeleteUserAttributes = defineOperation('AdminDeleteUserAttributes', {
  async handle(context, { UserPoolId, Username, UserAttributeNames }) {
    const { request, ...call } = await withPool(context, UserPoolId, ({ pool }) => ({
      request: attributeRemovals(pool, UserAttributeNames),
    }));
    await updateAttributes(call, await findUserOrFail(call, Username), request, 'administrator');
    return {};
  },
});
