import { changePool } from '#core/pools/change.ts';
import { withCustomAttributes } from '#core/pools/custom-attributes.ts';
import { toDomain } from '#protocol/case.ts';
import { SchemaAttributeType } from '#protocol/schema/pool-settings.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddCustomAttributes.html */
export const addCustomAttributes = defineOperation('AddCustomAttributes', {
  async handle(call, { UserPoolId, CustomAttributes }) {
    const given = CustomAttributes.map((attribute) => toDomain(SchemaAttributeType.members, attribute));
    await changePool(
      call,
      UserPoolId,
      (pool) => ({ after: { ...pool, schema: withCustomAttributes(pool.schema, given) } }),
      'TooManyRequestsException',
    );
    return {};
  },
});
