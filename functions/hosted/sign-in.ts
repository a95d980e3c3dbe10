import type { SignInResult } from '#core/challenges/ending.ts';
import { CognitoError } from '#core/errors.ts';
import { csrfToken, isOwnForm } from '#protocol/web/csrf.ts';
import type { FormFrame } from '#ui/form.ts';
import { type Content, errorPage } from '#ui/pages.ts';
import { TEXTS } from '#ui/texts.ts';
import { answerAfterSignIn, type PageCall, pathOf } from './authorization.ts';
import { challengeContent } from './challenge-pages.ts';
import { pageResponse } from './page.ts';

/** Shows a page of a sign-in whose form goes to this path. */
export function formPage(
  call: PageCall,
  path: string,
  content: (frame: FormFrame) => Content,
  more: Pick<FormFrame, 'session' | 'problem' | 'notice'> = {},
): Promise<Response> {
  const { field, cookies } = csrfToken(call);
  const frame = { action: pathOf(call, path), csrf: field, ...more };
  return pageResponse(call, content(frame), { cookies, to: call.request });
}

/** Shows what follows a step of a sign-in: the page of the next challenge, or the app. */
export function afterStep(call: PageCall, result: SignInResult): Promise<Response> {
  if ('ssoSession' in result) return answerAfterSignIn(call, result);
  if ('tokens' in result) throw new Error('A sign-in on the pages has ended in tokens.');
  const { path, content } = challengeContent(result.challenge);
  return formPage(call, path, content, { session: result.session });
}

/** Shows a form anew, with what is wrong with it. There is no error if the form was not filled in on this page. */
type Again = (problem: string, error?: CognitoError) => Promise<Response>;

/** Takes a step of a sign-in with what a form says, and shows what follows. */
export function step(call: PageCall, take: () => Promise<SignInResult>, again: Again): Promise<Response> {
  return attempt(call, { take, again, show: (result) => afterStep(call, result) });
}

/** Does what a form asks for, and then shows what follows. A form that was not filled in on this page is not looked at. */
export async function attempt<T>(
  call: PageCall,
  { take, again, show }: { take: () => Promise<T>; again: Again; show: (result: T) => Promise<Response> },
): Promise<Response> {
  if (!isOwnForm(call)) return again(TEXTS.formExpired);
  let result: T;
  try {
    result = await take();
  } catch (error) {
    if (!(error instanceof CognitoError) || error.status >= 500) throw error;
    call.audit.shown = error.name;
    return again(error.message, error);
  }
  return show(result);
}

/** Shows that a page cannot be gone on with, and the way to the beginning. */
export function beginAgain(call: PageCall): Promise<Response> {
  const content = errorPage({ code: 'invalid_request', again: pathOf(call, '/login') });
  return pageResponse(call, content, { status: 400 });
}
