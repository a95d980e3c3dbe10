import { fail } from '#core/errors.ts';
import type { Pool } from './pool.ts';

type Tiered = Pick<Pool, 'userPoolTier'>;

/** Throws FeatureUnavailableInTierException for a feature that the tier LITE does not have. */
export function requireMoreThanLite(pool: Tiered, feature: string): void {
  if (pool.userPoolTier === 'LITE') refuseInTier(pool, feature);
}

/** Throws FeatureUnavailableInTierException for a feature that the tier of the pool does not have (public record). */
export function refuseInTier({ userPoolTier }: Tiered, feature: string): never {
  return fail(
    'FeatureUnavailableInTierException',
    `The following feature is not available for the ${userPoolTier} pricing tier configured: ${feature}`,
  );
}
