import type {
  AdminUpdateUserAttributesCommandInput,
  AdminUpdateUserAttributesCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { attributeUpdates } from '#core/attributes/request.ts';
import { updateAttributes } from '#core/attributes/update.ts';
import { withPool } from '#core/call.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { attributeList, clientMetadata, username, userPoolId } from '#protocol/schema/shapes.ts';

export const adminUpdateUserAttributes = defineOperation<
  AdminUpdateUserAttributesCommandInput,
  AdminUpdateUserAttributesCommandOutput
>({
  name: 'AdminUpdateUserAttributes',
  auth: 'sigv4',
  input: {
    UserPoolId: required(userPoolId),
    Username: required(username),
    UserAttributes: required(attributeList),
    ClientMetadata: clientMetadata,
  },
  async handle(context, { UserPoolId, Username, UserAttributes }) {
    const { request, ...call } = await withPool(context, UserPoolId!, ({ pool }) => ({
      request: attributeUpdates(pool, UserAttributes),
    }));
    await updateAttributes(call, await findUserOrFail(call, Username!), request, 'administrator');
    return {};
  },
});
