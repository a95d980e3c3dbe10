import type {
  DeleteUserAttributesCommandInput,
  DeleteUserAttributesCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { attributeRemovals, checkAttributeRequest } from '#core/users/attribute-request.ts';
import { updateAttributes } from '#core/users/attribute-update.ts';
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
  async handle({ UserAttributeNames }, deps, { caller }) {
    const request = attributeRemovals(UserAttributeNames);
    const pool = await deps.configuration.withClient(caller.client.id, (client, pool) => {
      checkAttributeRequest(pool, request, client);
      return pool;
    });
    await updateAttributes(deps, pool, caller.user, request);
    return {};
  },
});
