import { refuseNotBuilt } from './not-built.ts';
import type { Pool, SessionConfiguration } from './pool.ts';
import { requireMoreThanLite } from './tier.ts';

/** The configuration of a pool for which none was ever set. */
const DEFAULT: SessionConfiguration = { userSessionTracking: 'DISABLED', tokenSession: { maxPerUser: 20 } };

/** Returns how the pool tracks the sessions of its users. */
export function sessionConfigurationOf(pool: Pick<Pool, 'sessionConfiguration'>): SessionConfiguration {
  return pool.sessionConfiguration ?? DEFAULT;
}

/** Throws FeatureUnavailableInTierException for a pool whose tier has no configuration of sessions, for the pool or its clients. */
export function checkSessionTier(pool: Pick<Pool, 'userPoolTier'>): void {
  requireMoreThanLite(pool, 'Session Tracking');
}

/**
 * Returns the pool with another session configuration. Throws FeatureUnavailableInTierException, and
 * InvalidParameterException for tracking, which is not built.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolSessionConfiguration.html
 */
export function withSessionConfiguration(pool: Pool, sessionConfiguration: SessionConfiguration): Pool {
  checkSessionTier(pool);
  if (sessionConfiguration.userSessionTracking === 'ENABLED') refuseNotBuilt('UserSessionTracking ENABLED');
  return { ...pool, sessionConfiguration };
}
