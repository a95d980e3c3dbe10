import { checkArn, poolIdOfResource } from '#core/pools/arn.ts';
import { changePool } from '#core/pools/change.ts';
import { checkTags } from '#core/pools/tags.ts';
import { defineOperation } from '../operations.ts';

/**
 * Adds tags to those of a pool, and replaces the values of tags that it has.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TagResource.html
 */
export const tagResource = defineOperation('TagResource', {
  async handle(call, { ResourceArn, Tags }) {
    await changePool(
      call,
      poolIdOfResource(ResourceArn),
      (pool) => {
        checkArn(pool, ResourceArn);
        checkTags(Tags, 'InvalidParameterException', pool.userPoolTags);
        return { after: { ...pool, userPoolTags: { ...pool.userPoolTags, ...Tags } } };
      },
      'TooManyRequestsException',
    );
    return {};
  },
});
