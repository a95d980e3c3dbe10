import type {
  AdminDeleteUserAttributesCommandInput,
  AdminDeleteUserAttributesCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { attributeRemovals } from '#core/attributes/request.ts';
import { updateAttributes } from '#core/attributes/update.ts';
import { withPool } from '#core/call.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { attributeNames, username, userPoolId } from '#protocol/schema/shapes.ts';

export const adminDeleteUserAttributes = defineOperation<
  AdminDeleteUserAttributesCommandInput,
  AdminDeleteUserAttributesCommandOutput
>({
  name: 'AdminDeleteUserAttributes',
  auth: 'sigv4',
  input: {
    UserPoolId: required(userPoolId),
    Username: required(username),
    UserAttributeNames: required(attributeNames),
  },
  async handle(context, { UserPoolId, Username, UserAttributeNames }) {
    const { request, ...call } = await withPool(context, UserPoolId!, ({ pool }) => ({
      request: attributeRemovals(pool, UserAttributeNames),
    }));
    await updateAttributes(call, await findUserOrFail(call, Username!), request, 'administrator');
    return {};
  },
});
