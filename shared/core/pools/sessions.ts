import { fail } from '#core/errors.ts';
import type { Pool, SessionConfiguration } from './pool.ts';
import { requireMoreThanLite } from './tier.ts';

/** The configuration of a pool for which none was ever set. */
const DEFAULT: SessionConfiguration = { userSessionTracking: 'DISABLED', tokenSession: { maxPerUser: 20 } };

/** Returns how the pool tracks the sessions of its users. */
export function sessionConfigurationOf(pool: Pick<Pool, 'sessionConfiguration'>): SessionConfiguration {
  return pool.sessionConfiguration ?? DEFAULT;
}

/** Tells whether the pool tracks the sessions of its users. The tier LITE does not, whatever the pool was set to before. */
export function tracksSessions(pool: Pick<Pool, 'sessionConfiguration' | 'userPoolTier'>): boolean {
  return pool.userPoolTier !== 'LITE' && sessionConfigurationOf(pool).userSessionTracking === 'ENABLED';
}

/** Throws OperationNotEnabledException for a pool that does not track the sessions of its users. */
export function checkTracksSessions(pool: Pick<Pool, 'sessionConfiguration' | 'userPoolTier'>): void {
  if (tracksSessions(pool)) return;
  fail('OperationNotEnabledException', 'User session tracking is not enabled for the user pool.');
}

/** Throws FeatureUnavailableInTierException for a pool whose tier has no configuration of sessions, for the pool or its clients. */
export function checkSessionTier(pool: Pick<Pool, 'userPoolTier'>): void {
  requireMoreThanLite(pool, 'Session Tracking');
}

/**
 * Returns the pool with another session configuration. Throws FeatureUnavailableInTierException.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolSessionConfiguration.html
 */
export function withSessionConfiguration(pool: Pool, sessionConfiguration: SessionConfiguration): Pool {
  checkSessionTier(pool);
  return { ...pool, sessionConfiguration };
}
