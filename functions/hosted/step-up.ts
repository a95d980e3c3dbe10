import type { SignInResult } from '#core/challenges/ending.ts';
import { chooseOnPage } from '#core/challenges/on-page.ts';
import { type Standing, worthOf } from '#core/oauth/reuse.ts';
import { shownUser } from '#core/users/shown.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { stepUpPage } from '#ui/pages/step-up.ts';
import { type PageCall, pathOf } from './authorization.ts';
import { formPage } from './sign-in.ts';
import { standingOf } from './sso-cookie.ts';

/** Returns the browser's SSO session, if its factors count towards the level that the app asks for, and are not enough. */
export async function creditedStanding(call: PageCall): Promise<Standing | undefined> {
  if (call.request.levels.length === 0) return undefined;
  const standing = await standingOf(call);
  return standing && (await worthOf(call, standing)) === 'credit' ? standing : undefined;
}

/**
 * Asks a user who is signed in to go on. Only the button begins the sign-in, which may send a message. Whoever else sits at
 * the browser signs in from the start.
 */
export function showStepUp(call: PageCall, { user }: Standing, problem?: string): Promise<HttpResponse> {
  const { username } = shownUser(call.pool, user);
  const query = new URLSearchParams(call.web.query);
  query.set('prompt', 'login');
  const otherUser = pathOf({ ...call, web: { ...call.web, query } }, '/login');
  return formPage(call, '/login', (frame) => stepUpPage({ ...frame, username, otherUser }), { problem });
}

/** Begins a sign-in that asks only for the factor that an SSO session lacks. */
export function stepUp(call: PageCall, standing: Standing): Promise<SignInResult> {
  return chooseOnPage(call, { USERNAME: standing.user.username }, { levels: call.request.levels, standing });
}
