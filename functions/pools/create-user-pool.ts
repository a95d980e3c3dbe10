import { fail } from '#core/errors.ts';
import { checkedSettings } from '#core/pools/check-settings.ts';
import { newSchema } from '#core/pools/custom-attributes.ts';
import { checkFunctionRegions } from '#core/pools/lambda-config.ts';
import { createPool } from '#core/pools/new-pool.ts';
import { toDomain } from '#protocol/case.ts';
import { poolsRequests } from '#protocol/schema/pools.ts';
import { defineOperation } from '../operations.ts';
import { poolOutput } from './pool-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html */
export const createUserPool = defineOperation('CreateUserPool', {
  async handle(call, input) {
    const { poolName, schema = [], usernameConfiguration, ...request } = toDomain(poolsRequests.CreateUserPool, input);
    const { aliasAttributes = [], usernameAttributes = [], ...settings } = request;
    if (aliasAttributes.length > 0 && usernameAttributes.length > 0) {
      const text = 'Only one of the aliasAttributes or usernameAttributes can be set in a User pool.';
      fail('InvalidParameterException', text);
    }
    checkFunctionRegions(settings.lambdaConfig ?? {}, call.deps.deployment.region);
    const pool = await createPool(call, {
      ...checkedSettings(settings),
      name: poolName,
      schema: newSchema(schema, aliasAttributes),
      aliasAttributes: [...new Set(aliasAttributes)],
      usernameAttributes: [...new Set(usernameAttributes)],
      usernameConfiguration,
    });
    return { UserPool: poolOutput(pool, 0) };
  },
});
