import type {
  DeleteUserAttributesCommandInput,
  DeleteUserAttributesCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { attributeRemovals } from '#core/attributes/request.ts';
import { updateAttributes } from '#core/attributes/update.ts';
import { withClient } from '#core/call.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { attributeNames, token } from '#protocol/schema/shapes.ts';

export const deleteUserAttributes = defineOperation<
  DeleteUserAttributesCommandInput,
  DeleteUserAttributesCommandOutput
>({
  name: 'DeleteUserAttributes',
  auth: 'accessToken',
  input: { UserAttributeNames: required(attributeNames), AccessToken: required(token) },
  async handle(context, { UserAttributeNames }) {
    const { request, ...call } = await withClient(context, context.client.id, ({ pool, client }) => ({
      request: attributeRemovals(pool, UserAttributeNames, client),
    }));
    await updateAttributes(call, call.user, request, 'user');
    return {};
  },
});
