import { refuseNewReplica } from '#core/pools/replicas.ts';
import { defineOperation } from '../operations.ts';

/**
 * Checks the request and always refuses it.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolReplica.html
 */
export const createUserPoolReplica = defineOperation('CreateUserPoolReplica', {
  handle: (call, { UserPoolId, RegionName, UserPoolTags }) =>
    refuseNewReplica(call, UserPoolId, RegionName, UserPoolTags),
});
