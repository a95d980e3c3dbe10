import { sessionConfigurationOf } from '#core/pools/sessions.ts';
import type { Unversioned } from '#ports/records.ts';
import type { ResponseOf } from '#protocol/api.ts';

/** Returns the session configuration of a pool as the API shows it. */
export function sessionOutput(pool: Unversioned<'pool'>): ResponseOf<'GetUserPoolSessionConfiguration'> {
  const { userSessionTracking, tokenSession } = sessionConfigurationOf(pool);
  return {
    UserPoolId: pool.id,
    UserSessionTracking: userSessionTracking,
    TokenSession: { MaxPerUser: tokenSession.maxPerUser },
  };
}
