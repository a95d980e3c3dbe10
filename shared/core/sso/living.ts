import type { PoolCall } from '#core/call.ts';
import type { User } from '#core/users/user.ts';
import { endSsoSession } from './end.ts';
import { isLiving, type SsoSession } from './sso-session.ts';

/** The largest number of SSO sessions that lists show of one user. Cognito publishes none (docs/unknowns.md). */
const MOST = 25;

/** Returns the living SSO sessions of a user, the youngest first. */
export async function livingSsoSessions(call: PoolCall, user: User): Promise<readonly SsoSession[]> {
  const { values } = await call.deps.records.within('ssoSession', { poolId: user.poolId, sub: user.sub });
  return values
    .filter((one) => isLiving(call, one, user))
    .sort((a, b) => b.authTime - a.authTime || (a.id < b.id ? -1 : 1));
}

/**
 * Ends the oldest SSO sessions of a user who has too many. It is called after one was written: of several sign-ins at once,
 * the last one to read sees them all.
 */
export async function endOldest(call: PoolCall, user: User): Promise<void> {
  const living = await livingSsoSessions(call, user);
  for (const session of living.slice(MOST)) await endSsoSession(call, session);
}
