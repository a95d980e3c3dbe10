import type { Call } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { readPool } from './change.ts';
import type { Pool } from './pool.ts';
import { checkTags, type Tags } from './tags.ts';
import { requireMoreThanLite } from './tier.ts';

/** A copy of a pool in one region. */
export type Replica = {
  readonly regionName: string;
  readonly userPoolArn: string;
  readonly status: 'ACTIVE';
  readonly role: 'PRIMARY';
};

/**
 * Returns the replicas of a pool. A pool is its own primary replica, and it is the only one, because no others are made.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html
 */
export function replicasOf(pool: Pool): readonly Replica[] {
  return [{ regionName: regionOf(pool), userPoolArn: pool.arn, status: 'ACTIVE', role: 'PRIMARY' }];
}

/**
 * Checks a request for a new replica, and refuses it: a replica that held no data would be taken for a safe copy. Throws
 * ResourceNotFoundException, FeatureUnavailableInTierException, InvalidParameterException, UserPoolTaggingException and,
 * for a valid request, OperationNotEnabledException.
 */
export async function refuseNewReplica(
  call: Call,
  poolId: string,
  regionName: string,
  tags: Tags | undefined,
): Promise<never> {
  const pool = await readPool(call, poolId);
  requireMoreThanLite(pool, 'Multi-Region Replication');
  checkTags(tags ?? {}, 'UserPoolTaggingException');
  return refuseReplica(pool, regionName);
}

/**
 * Refuses a change of a replica. Throws ResourceNotFoundException, InvalidParameterException and, for a valid request,
 * OperationNotEnabledException.
 */
export async function refuseReplicaChange(call: Call, poolId: string, regionName: string): Promise<never> {
  return refuseReplica(await readPool(call, poolId), regionName);
}

function refuseReplica(pool: Pool, regionName: string): never {
  if (!/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(regionName)) {
    fail('InvalidParameterException', `${regionName} is not the name of a region.`);
  }
  if (regionName === regionOf(pool)) {
    fail('InvalidParameterException', `${regionName} is the region of the primary user pool.`);
  }
  return fail('OperationNotEnabledException', 'Replicas of user pools are not supported by this version of Ownpool.');
}

const regionOf = ({ id }: Pool): string => id.slice(0, id.indexOf('_'));
