import { refuseReplicaChange } from '#core/pools/replicas.ts';
import { defineOperation } from '../operations.ts';

/**
 * Checks the request and always refuses it.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolReplica.html
 */
export const updateUserPoolReplica = defineOperation('UpdateUserPoolReplica', {
  handle: (call, { UserPoolId, RegionName }) => refuseReplicaChange(call, UserPoolId, RegionName),
});
