import type { Call, ClientCall, PoolCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { sessionConfigurationOf, tracksSessions } from '#core/pools/sessions.ts';
import { endSsoSession } from '#core/sso/end.ts';
import { isLiving, ssoSessionRef } from '#core/sso/sso-session.ts';
import type { User } from '#core/users/user.ts';
import type { Change, Ref, Unversioned } from '#ports/records.ts';
import type { TokenFamily } from './family.ts';
import { revokeFamily } from './revoke.ts';
import { idIn, type UserSession, useBy } from './user-session.ts';

/** How often the use of a session is noted, in milliseconds: a refresh shortly after another one writes nothing. */
const NOTED_EVERY_MS = 15 * 60_000;

/**
 * Begins the session of a sign-in whose tokens are about to be given out, if the pool tracks sessions. The user's least
 * recently used sessions are ended then, as far as the user has more than the pool allows. The session is written first
 * and the others are read afterwards: of several sign-ins at once, the last one to read sees them all, so that no more
 * than the allowed number is left once all of them have been answered. Each of them would end the same ones, which may
 * be one of themselves. For the same reason, the SSO session that the sign-in came through is read afterwards: whoever ends
 * it with its token sessions either finds this one, or has it end here. Throws NotAuthorizedException then.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolTokenSessionConfigType.html
 */
export async function beginSession(call: ClientCall, family: Unversioned<'family'>): Promise<void> {
  const { deps, pool } = call;
  if (!tracksSessions(pool)) return;
  const { poolId, sub, eventId, clientId, authTime, expiresAt, signOutEpoch, ssoSessionId } = family;
  const through = ssoSessionId !== undefined && { ssoSessionId };
  const session = { poolId, sub, eventId, clientId, createdAt: authTime, ...useBy(call), ...through, expiresAt };
  // Only this sign-in makes a session with this event id.
  await deps.records.commit([{ op: 'put', kind: 'userSession', value: session }]);
  const [{ values }, { origin }] = await Promise.all([
    deps.records.within('userSession', { poolId, sub }),
    deps.records.read({
      origin: ssoSessionId === undefined ? undefined : ssoSessionRef({ poolId, sub, id: ssoSessionId }),
    }),
  ]);
  if (origin?.revokedAt !== undefined) {
    await endAll(
      call,
      values.filter((one) => one.eventId === eventId),
    );
    fail('NotAuthorizedException', 'The session has been revoked.');
  }
  const { maxPerUser } = sessionConfigurationOf(pool).tokenSession;
  if (values.length <= maxPerUser) return;
  const kept = new Set(latestFirst(await living(call, values, signOutEpoch)).slice(0, maxPerUser));
  await endAll(
    call,
    values.filter((one) => !kept.has(one)),
  );
}

/**
 * Returns the reference to the session of a token family, for a read that goes on to note its use; undefined in a pool
 * that does not track sessions.
 */
export function sessionRef(
  { pool }: PoolCall,
  { poolId, sub, eventId }: Pick<TokenFamily, 'poolId' | 'sub' | 'eventId'>,
): Ref<'userSession'> | undefined {
  return tracksSessions(pool) ? { kind: 'userSession', id: { poolId, sub, eventId } } : undefined;
}

/**
 * Returns the changes that note a use of a session: none if one was noted lately, or if the sign-in has no session
 * because it was before the pool tracked sessions.
 */
export function noteUse(call: ClientCall, session: UserSession | undefined): readonly Change[] {
  if (!session || call.deps.clock.now() - session.lastActiveAt < NOTED_EVERY_MS) return [];
  return [{ op: 'update', kind: 'userSession', before: session, after: { ...session, ...useBy(call) } }];
}

/**
 * Writes changes of noteUse by themselves. If that fails, the use is not noted and nothing else: tokens that were asked
 * for are worth more.
 */
export async function writeUse({ deps, pool }: ClientCall, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  try {
    await deps.records.commit(changes);
  } catch {
    deps.logger.warn('session.use-not-noted', { poolId: pool.id });
  }
}

/** Returns the living token sessions of a user, the one that was used last first. */
export async function tokenSessions(call: PoolCall, { poolId, sub, signOutEpoch }: User) {
  const { values } = await call.deps.records.within('userSession', { poolId, sub });
  return latestFirst(await living(call, values, signOutEpoch));
}

/**
 * Ends a session of a user. A token session ends with its tokens. With `linked`, the SSO session that it came through ends as
 * well, and an SSO session ends with all token sessions that came through it. Throws ResourceNotFoundException for a SessionId
 * that belongs to no living session of the user.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRevokeUserSession.html
 */
export async function revokeSession(
  call: PoolCall,
  user: User,
  { sessionId, linked }: { readonly sessionId: string; readonly linked: boolean },
): Promise<void> {
  const eventId = idIn('TOKEN', sessionId);
  const ssoSessionId = idIn('SSO', sessionId);
  const isKnown =
    (eventId !== undefined && (await revokeTokenSession(call, user, { eventId, linked }))) ||
    (ssoSessionId !== undefined && (await revokeSsoSession(call, user, { id: ssoSessionId, linked })));
  if (!isKnown) fail('ResourceNotFoundException', 'Session does not exist.');
}

/** Returns false for a session that the user does not have. The parent goes first, so that a repeated request finds it. */
async function revokeTokenSession(
  call: PoolCall,
  { poolId, sub, signOutEpoch }: User,
  { eventId, linked }: { readonly eventId: string; readonly linked: boolean },
): Promise<boolean> {
  const { session } = await call.deps.records.read({ session: sessionRef(call, { poolId, sub, eventId }) });
  const [found] = session ? await living(call, [session], signOutEpoch) : [];
  if (!found) return false;
  if (linked && found.ssoSessionId !== undefined) await endSsoSession(call, { poolId, sub, id: found.ssoSessionId });
  await endSession(call, found);
  return true;
}

/**
 * Returns false for a session that the user does not have. One that has ended while its token sessions have not, because a
 * request was cut short, counts as living.
 */
async function revokeSsoSession(
  call: PoolCall,
  user: User,
  { id, linked }: { readonly id: string; readonly linked: boolean },
): Promise<boolean> {
  const ref = { poolId: user.poolId, sub: user.sub, id };
  const { ssoSession } = await call.deps.records.read({ ssoSession: ssoSessionRef(ref) });
  if (!ssoSession) return false;
  await endSsoSession(call, ref);
  const through = linked ? (await tokenSessions(call, user)).filter(({ ssoSessionId }) => ssoSessionId === id) : [];
  await endAll(call, through);
  return isLiving(call, ssoSession, user) || through.length > 0;
}

/** Ends several sessions. Each is tried even when another one fails; the first failure is thrown afterwards. */
async function endAll(call: Call, sessions: readonly UserSession[]): Promise<void> {
  const ended = await Promise.allSettled(sessions.map((one) => endSession(call, one)));
  for (const result of ended) if (result.status === 'rejected') throw result.reason;
}

/** Revokes the tokens of a session before its record goes. A record that is left behind is of no living session. */
async function endSession(call: Call, session: UserSession): Promise<void> {
  await revokeFamily(call, session);
  // Another request may have removed it, or noted a use, in the meantime.
  await call.deps.records.commit([{ op: 'remove', kind: 'userSession', before: session }]);
}

/** Returns those of a user's sessions whose tokens are good, in an epoch of the user. */
async function living(
  { deps }: Call,
  sessions: readonly UserSession[],
  signOutEpoch: number,
): Promise<readonly UserSession[]> {
  const refs = sessions.map(({ poolId, sub, eventId }): [string, Ref<'family'>] => [
    eventId,
    { kind: 'family', id: { poolId, sub, eventId } },
  ]);
  const clientIds = [...new Set(sessions.map(({ clientId }) => clientId))];
  const [read, clients] = await Promise.all([
    deps.records.read(Object.fromEntries(refs)),
    Promise.all(clientIds.map((id) => deps.configuration.client(id))),
  ]);
  const known = new Set(clients.map((client) => client?.id));
  const now = deps.clock.now();
  return sessions.filter(({ eventId, clientId, expiresAt }) => {
    const family = read[eventId];
    const isRevoked = !family || family.revokedAt !== undefined || family.signOutEpoch !== signOutEpoch;
    return !isRevoked && expiresAt > now && known.has(clientId);
  });
}

function latestFirst(sessions: readonly UserSession[]): readonly UserSession[] {
  return [...sessions].sort((a, b) => b.lastActiveAt - a.lastActiveAt || (a.eventId < b.eventId ? -1 : 1));
}
