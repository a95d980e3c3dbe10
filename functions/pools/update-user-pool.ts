import type {
  UpdateUserPoolCommandInput,
  UpdateUserPoolCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { changePool } from '#core/pools/change.ts';
import { checkedSettings } from '#core/pools/check-settings.ts';
import { toDomain } from '#protocol/case.ts';
import { defineOperation } from '#protocol/operation.ts';
import { updateUserPoolInput } from '#protocol/schema/pool-shapes.ts';

/**
 * Replaces the settings as a whole; what is omitted goes back to its default.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html
 */
export const updateUserPool = defineOperation<UpdateUserPoolCommandInput, UpdateUserPoolCommandOutput>({
  name: 'UpdateUserPool',
  auth: 'sigv4',
  input: updateUserPoolInput,
  async handle(call, input) {
    const { userPoolId, poolName, ...request } = toDomain(input);
    await changePool(
      call,
      userPoolId!,
      (pool) => ({ ...pool, ...checkedSettings(request, pool), name: poolName ?? pool.name }),
      'ConcurrentModificationException',
    );
    return {};
  },
});
