import { attributeUpdates } from '#core/attributes/request.ts';
import { updateAttributes } from '#core/attributes/update.ts';
import { withPool } from '#core/call.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html */
export const adminUpdateUserAttributes = defineOperation('AdminUpdateUserAttributes', {
  async handle(context, { UserPoolId, Username, UserAttributes }) {
    const { request, ...call } = await withPool(context, UserPoolId, ({ pool }) => ({
      request: attributeUpdates(pool, UserAttributes),
    }));
    await updateAttributes(call, await findUserOrFail(call, Username), request, 'administrator');
    return {};
  },
});
