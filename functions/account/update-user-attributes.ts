import { attributeUpdates } from '#core/attributes/request.ts';
import { updateAttributes } from '#core/attributes/update.ts';
import { withClient } from '#core/call.ts';
import { codeDelivery } from '#protocol/code-delivery.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html */
export const updateUserAttributes = defineOperation('UpdateUserAttributes', {
  async handle(context, { UserAttributes }) {
    const { request, ...call } = await withClient(context, context.client.id, ({ pool, client }) => ({
      request: attributeUpdates(pool, UserAttributes, client),
    }));
    const sent = await updateAttributes(call, call.user, request, 'user');
    return { CodeDeliveryDetailsList: sent.map(codeDelivery) };
  },
});
