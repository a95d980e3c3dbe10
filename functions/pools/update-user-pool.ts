import { changePool } from '#core/pools/change.ts';
import { checkedSettings } from '#core/pools/check-settings.ts';
import { issuerOf, issuerType } from '#core/pools/issuer.ts';
import { checkFunctionRegions } from '#core/pools/lambda-config.ts';
import { toDomain } from '#protocol/case.ts';
import { poolsRequests } from '#protocol/schema/pools.ts';
import { defineOperation } from '../operations.ts';

/**
 * Replaces settings. The table in core/pools/omitted.ts says which of those that the request omits are kept; the others
 * return to their defaults.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html
 */
export const updateUserPool = defineOperation('UpdateUserPool', {
  async handle(call, input) {
    const { userPoolId, poolName, ...request } = toDomain(poolsRequests.UpdateUserPool, input);
    checkFunctionRegions(request.lambdaConfig ?? {}, call.deps.deployment.region);
    await changePool(
      call,
      userPoolId,
      (pool) => {
        const settings = checkedSettings(request, pool);
        const issuer = issuerOf(pool, issuerType(settings));
        return { after: { ...pool, ...settings, issuer, name: poolName ?? pool.name } };
      },
      'ConcurrentModificationException',
    );
    return {};
  },
});
