import type { ClientCall } from '#core/call.ts';
import { newSignIn } from '#core/challenges/auth-session.ts';
import { levelOf } from '#core/challenges/levels.ts';
import { next } from '#core/challenges/next.ts';
import { refusalOf } from '#core/challenges/refusal.ts';
import { creditOf } from '#core/challenges/step-up.ts';
import { passkeyParty } from '#core/mfa/first-factors.ts';
import { isLiving, reuseMinutes, type SsoSession } from '#core/sso/sso-session.ts';
import type { User } from '#core/users/user.ts';
import { type AuthorizationCall, isHinted } from './authorization-request.ts';

type Standing = { readonly ssoSession: SsoSession; readonly user: User };

/**
 * Tells whether an SSO session spares the user a sign-in at this client: the client has the user's provider, the session is
 * young enough for it and for the request, and a sign-in with the same factors would end here without another challenge.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html
 */
export async function maySpareSignIn(call: AuthorizationCall, standing: Standing): Promise<boolean> {
  const { ssoSession, user } = standing;
  const { request, client, deps } = call;
  if (!isLiving(call, ssoSession, user)) return false;
  if (!client.supportedIdentityProviders?.includes(ssoSession.provider)) return false;
  if (request.identityProvider !== undefined && request.identityProvider !== ssoSession.provider) return false;
  if (!isHinted(request, user)) return false;
  const age = deps.clock.now() - ssoSession.authTime;
  if (age >= reuseMinutes(call) * 60_000) return false;
  if (request.maxAge !== undefined && age > request.maxAge * 1000) return false;
  return !request.prompts.includes('login') && (await isEnough(call, standing));
}

/** Tells whether the factors of a session are all that this client, and the levels that it asks for, need now. */
async function isEnough(call: AuthorizationCall, { ssoSession, user }: Standing): Promise<boolean> {
  const passed = creditOf(call.pool, { user, family: ssoSession }, await passkeyParty(call));
  const wanted = call.request.levels;
  if (passed.length === 0) return false;
  const signIn = { ...newSignInOf(call, user), passed };
  const standing = { signIn, user, device: undefined };
  if (next(call, standing) || refusalOf(call, standing)) return false;
  return wanted.length === 0 || wanted.some((level) => levelOf(passed) >= level);
}

function newSignInOf(call: ClientCall, { sub, username, stamp }: User) {
  return newSignIn(call, { sub, asked: username, username, stamp });
}
