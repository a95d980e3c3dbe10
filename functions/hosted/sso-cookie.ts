import { type SsoSession, ssoSessionRef } from '#core/sso/sso-session.ts';
import type { User } from '#core/users/user.ts';
import type { Unversioned } from '#ports/records.ts';
import { cookieOf, setCookie } from '#protocol/web/cookies.ts';
import type { WebCall } from '#protocol/web/web-call.ts';

const context = (poolId: string): string => `sso-cookie|${poolId}`;

/** What the cookie says: which session of which user of the pool. */
type Content = Pick<SsoSession, 'sub' | 'id'>;

/** Returns the Set-Cookie header for an SSO session. Its content is sealed to the pool. */
export function ssoCookie(call: WebCall, { sub, id, expiresAt }: Unversioned<'ssoSession'>): string {
  const content = Buffer.from(JSON.stringify({ sub, id } satisfies Content));
  const value = call.deps.keys.sealToken('session', context(call.pool.id), content);
  return setCookie(call, 'sso', value, Math.floor((expiresAt - call.deps.clock.now()) / 1000));
}

/** Returns the SSO session that the browser's cookie leads to, with its user, in one read. It may be over. */
export async function standingOf(
  call: WebCall,
): Promise<{ readonly ssoSession: SsoSession; readonly user: User } | undefined> {
  const { deps, pool } = call;
  const cookie = cookieOf(call, 'sso');
  const sealed = cookie === undefined ? undefined : deps.keys.openToken('session', context(pool.id), cookie);
  if (!sealed) return undefined;
  const { sub, id } = JSON.parse(sealed.toString()) as Content;
  const { ssoSession, user } = await deps.records.read({
    ssoSession: ssoSessionRef({ poolId: pool.id, sub, id }),
    user: { kind: 'user', id: { poolId: pool.id, sub } },
  });
  return ssoSession && user && { ssoSession, user };
}
