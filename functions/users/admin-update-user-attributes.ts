import type {
  AdminUpdateUserAttributesCommandInput,
  AdminUpdateUserAttributesCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { attributeUpdates } from '#core/attributes/request.ts';
import { updateAttributes } from '#core/attributes/update.ts';
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
  async handle({ UserPoolId, Username, UserAttributes }, deps) {
    const { pool, request } = await deps.configuration.withPool(UserPoolId!, (pool) => ({
      pool,
      request: attributeUpdates(pool, UserAttributes),
    }));
    await updateAttributes(deps, pool, await findUserOrFail(deps, pool, Username!), request, 'administrator');
    return {};
  },
});
