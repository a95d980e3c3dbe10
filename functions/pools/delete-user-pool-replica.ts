import { refuseReplicaChange } from '#core/pools/replicas.ts';
import { defineOperation } from '../operations.ts';

/**
 * Checks the request and always refuses it.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolReplica.html
 */
export const deleteUserPoolReplica = defineOperation('DeleteUserPoolReplica', {
  handle: (call, { UserPoolId, RegionName }) => refuseReplicaChange(call, UserPoolId, RegionName),
});
