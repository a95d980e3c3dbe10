import type {
  UpdateUserAttributesCommandInput,
  UpdateUserAttributesCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { attributeUpdates } from '#core/attributes/request.ts';
import { updateAttributes } from '#core/attributes/update.ts';
import { withClient } from '#core/call.ts';
import { codeDelivery } from '#protocol/code-delivery.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { attributeList, clientMetadata, token } from '#protocol/schema/shapes.ts';

export const updateUserAttributes = defineOperation<
  UpdateUserAttributesCommandInput,
  UpdateUserAttributesCommandOutput
>({
  name: 'UpdateUserAttributes',
  auth: 'accessToken',
  input: { UserAttributes: required(attributeList), AccessToken: required(token), ClientMetadata: clientMetadata },
  async handle(context, { UserAttributes }) {
    const { request, ...call } = await withClient(context, context.client.id, ({ pool, client }) => ({
      request: attributeUpdates(pool, UserAttributes, client),
    }));
    const sent = await updateAttributes(call, call.user, request, 'user');
    return { CodeDeliveryDetailsList: sent.map(codeDelivery) };
  },
});
