import type { Call } from '#core/call.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import { type SsoSession, ssoSessionRef } from './sso-session.ts';

/**
 * How long the record of a session is kept that has ended, in milliseconds. It must be there for as long as the last step of
 * its sign-in could be repeated, which is 15 minutes.
 */
const KEPT_MS = 3_600_000;

/**
 * Ends an SSO session: no browser is signed in by it any more. The tokens that apps have got from it live on. A session
 * that has ended already stays as it is.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
 */
export async function endSsoSession({ deps }: Call, session: Pick<SsoSession, 'poolId' | 'sub' | 'id'>): Promise<void> {
  await untilCommitted(async () => {
    const { ssoSession } = await deps.records.read({ ssoSession: ssoSessionRef(session) });
    if (!ssoSession || ssoSession.revokedAt !== undefined) return;
    const now = deps.clock.now();
    const after = { ...ssoSession, revokedAt: now, expiresAt: Math.min(ssoSession.expiresAt, now + KEPT_MS) };
    return (await deps.records.commit([{ op: 'update', kind: 'ssoSession', before: ssoSession, after }])) && AGAIN;
  });
}
