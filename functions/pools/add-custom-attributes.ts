import type {
  AddCustomAttributesCommandInput,
  AddCustomAttributesCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { changePool } from '#core/pools/change.ts';
import { withCustomAttributes } from '#core/pools/custom-attributes.ts';
import { toDomain } from '#protocol/case.ts';
import { defineOperation } from '#protocol/operation.ts';
import { customAttributes } from '#protocol/schema/pool-shapes.ts';
import { required } from '#protocol/schema/shape.ts';
import { userPoolId } from '#protocol/schema/shapes.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddCustomAttributes.html */
export const addCustomAttributes = defineOperation<AddCustomAttributesCommandInput, AddCustomAttributesCommandOutput>({
  name: 'AddCustomAttributes',
  auth: 'sigv4',
  input: { UserPoolId: required(userPoolId), CustomAttributes: required(customAttributes) },
  async handle(call, { UserPoolId, CustomAttributes }) {
    const given = CustomAttributes!.map((attribute) => toDomain(attribute));
    await changePool(
      call,
      UserPoolId!,
      (pool) => ({ ...pool, schema: withCustomAttributes(pool.schema, given) }),
      'TooManyRequestsException',
    );
    return {};
  },
});
