import type { ClientCall } from '#core/call.ts';
import { newSignIn, type Passed } from '#core/challenges/auth-session.ts';
import { levelOf } from '#core/challenges/levels.ts';
import { next } from '#core/challenges/next.ts';
import { beginsOf } from '#core/challenges/on-page.ts';
import { refusalOf } from '#core/challenges/refusal.ts';
import { creditOf, firstInReach } from '#core/challenges/step-up.ts';
import { isRegistered } from '#core/clients/client.ts';
import { passkeyParty } from '#core/mfa/first-factors.ts';
import { isLiving, reuseMinutes, type SsoSession } from '#core/sso/sso-session.ts';
import type { User } from '#core/users/user.ts';
import type { SignedIn } from './answer.ts';
import { type AuthorizationCall, isHinted } from './authorization-request.ts';

/** A browser's SSO session and its user. */
export type Standing = { readonly ssoSession: SsoSession; readonly user: User };

/**
 * What an SSO session is worth for a request: it spares the user the sign-in (`all`), its factors count in a sign-in that
 * reaches a higher level (`credit`), or nothing.
 */
export type Worth = 'all' | 'credit' | 'nothing';

/**
 * Returns what an SSO session is worth for the request of a call. Of the levels that the request asks for, the first one
 * counts that the user can reach at this client. A session that is older than the request allows is worth nothing.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html#authorization-endpoint-step-up
 */
export async function worthOf(call: AuthorizationCall, standing: SignedIn): Promise<Worth> {
  const { ssoSession, user } = standing;
  const { request, client, pool, deps } = call;
  // Strangers may register apps. Such an app gets nothing of somebody who has only followed a link to it.
  if (isRegistered(client)) return 'nothing';
  const age = deps.clock.now() - ssoSession.authTime;
  if (request.maxAge !== undefined && age > request.maxAge * 1000) return 'nothing';
  if (request.identityProvider !== undefined && request.identityProvider !== ssoSession.provider) return 'nothing';
  if (request.prompts.includes('login') || !isHinted(request, user)) return 'nothing';
  const rpId = await passkeyParty(call);
  const passed = factorsThatStand(call, standing, rpId);
  if (!passed) return 'nothing';
  const { levels } = request;
  if (levels.length === 0) return 'all';
  const begins = beginsOf(call);
  const climber = { user, sub: user.sub, rpId, ...(begins && { begins }) };
  const { target } = firstInReach(pool, { levels, token: { user, family: ssoSession } }, climber);
  if (target === undefined) return 'nothing';
  if (levelOf(passed) >= target) return 'all';
  // Without a choice, a sign-in begins with the password, which is thus all that can be spared.
  return !begins || passed.some(({ factor }) => factor === 'PASSWORD') ? 'credit' : 'nothing';
}

/** Tells whether an SSO session will still spare the user the sign-in for the request when a time in milliseconds has passed. */
export async function isWorthAllIn(
  call: AuthorizationCall,
  standing: SignedIn,
  milliseconds: number,
): Promise<boolean> {
  const clock = { now: () => call.deps.clock.now() + milliseconds };
  return (await worthOf({ ...call, deps: { ...call.deps, clock } }, standing)) === 'all';
}

/**
 * Tells whether somebody is signed in at this client by an SSO session: the client has the user's provider, the session
 * is young enough for it, and a sign-in with the same factors would end here without another challenge.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html
 */
export async function isSignedIn(call: ClientCall, standing: SignedIn): Promise<boolean> {
  return factorsThatStand(call, standing, await passkeyParty(call)) !== undefined;
}

/** Returns the factors of a session, as far as the user still has them, or undefined if nobody is signed in by it here. */
function factorsThatStand(
  call: ClientCall,
  { ssoSession, user }: SignedIn,
  rpId: string | undefined,
): Passed | undefined {
  const { client, deps, pool } = call;
  if (!isLiving(call, ssoSession, user) || !client.supportedIdentityProviders?.includes(ssoSession.provider))
    return undefined;
  if (deps.clock.now() - ssoSession.authTime >= reuseMinutes(call) * 60_000) return undefined;
  const passed = creditOf(pool, { user, family: ssoSession }, rpId);
  const { sub, username, stamp } = user;
  const signIn = { ...newSignIn(call, { sub, asked: username, username, stamp }), passed };
  const standing = { signIn, user, device: undefined };
  return passed.length === 0 || next(call, standing) || refusalOf(call, standing) ? undefined : passed;
}
