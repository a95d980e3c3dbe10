import type {
  AdminUpdateUserAttributesCommandInput,
  AdminUpdateUserAttributesCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { attributeUpdates, checkAttributeRequest } from '#core/users/attribute-request.ts';
import { updateAttributes } from '#core/users/attribute-update.ts';
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
    const request = attributeUpdates(UserAttributes);
    const pool = await deps.configuration.withPool(UserPoolId!, (pool) => {
      checkAttributeRequest(pool, request);
      return pool;
    });
    await updateAttributes(deps, pool, await findUserOrFail(deps, pool, Username!), request);
    return {};
  },
});
