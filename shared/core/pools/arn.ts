import { fail, TEXT } from '#core/errors.ts';
import type { Pool } from './pool.ts';

const POOL_ARN = /^arn:[\w-]+:cognito-idp:[\w-]+:\d+:userpool\/([\w-]+_[0-9a-zA-Z]+)$/;

/**
 * Returns the pool id in the ARN of a user pool, or undefined for any other text. The policy of an access key and the
 * operations both read the ARN with this function, so that they cannot take it for different pools.
 */
export function poolIdOfArn(arn: string): string | undefined {
  return POOL_ARN.exec(arn)?.[1];
}

/** Returns the pool id in an ARN. Throws InvalidParameterException for the ARN of anything but a user pool. */
export function poolIdOfResource(arn: string): string {
  return poolIdOfArn(arn) ?? fail('InvalidParameterException', 'ResourceArn is not the ARN of a user pool.');
}

/** Throws ResourceNotFoundException if the ARN names a pool of another region, account or partition. */
export function checkArn(pool: Pool, arn: string): void {
  if (pool.arn !== arn) fail('ResourceNotFoundException', TEXT.poolNotFound(pool.id));
}
