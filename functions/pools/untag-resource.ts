import { checkArn, poolIdOfResource } from '#core/pools/arn.ts';
import { changePool } from '#core/pools/change.ts';
import { defineOperation } from '../operations.ts';

/**
 * Removes tags from a pool. Tags that it does not have are ignored.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UntagResource.html
 */
export const untagResource = defineOperation('UntagResource', {
  async handle(call, { ResourceArn, TagKeys }) {
    await changePool(
      call,
      poolIdOfResource(ResourceArn),
      (pool) => {
        checkArn(pool, ResourceArn);
        const left = Object.entries(pool.userPoolTags ?? {}).filter(([key]) => !TagKeys.includes(key));
        return { after: { ...pool, userPoolTags: Object.fromEntries(left) } };
      },
      'TooManyRequestsException',
    );
    return {};
  },
});
