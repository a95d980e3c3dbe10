import { checkArn, poolIdOfResource } from '#core/pools/arn.ts';
import { readPool } from '#core/pools/change.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource = defineOperation('ListTagsForResource', {
  async handle(call, { ResourceArn }) {
    const pool = await readPool(call, poolIdOfResource(ResourceArn));
    checkArn(pool, ResourceArn);
    return { Tags: pool.userPoolTags ?? {} };
  },
});
