import type { SignInResult } from '#core/challenges/ending.ts';
import { CognitoError, fail, TEXT } from '#core/errors.ts';
import { ENGLISH } from '#core/languages/texts.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { csrfToken, isOwnForm } from '#protocol/web/csrf.ts';
import type { FormFrame } from '#ui/form.ts';
import type { Content } from '#ui/layout.ts';
import { sessionOverPage } from '#ui/pages/error.ts';
import { openAsked, sealAsked } from './asked.ts';
import { answerAfterSignIn, answerBySession, type PageCall, pathOf } from './authorization.ts';
import { pageOf } from './challenge-pages.ts';
import { pageResponse } from './page.ts';

/** Shows a page of a sign-in whose form goes to this path. */
export function formPage(
  call: PageCall,
  path: string,
  content: (frame: FormFrame) => Content,
  more: Pick<FormFrame, 'session' | 'asked' | 'problem' | 'notice'> = {},
): Promise<HttpResponse> {
  const { field, cookies } = csrfToken(call);
  const frame = { action: pathOf(call, path), csrf: field, ...more };
  return pageResponse(call, (page) => content({ ...page, ...frame }), { cookies, to: call.request });
}

/** Shows what follows a step of a sign-in: the page of the next challenge, or the app. */
export async function afterStep(call: PageCall, result: SignInResult): Promise<HttpResponse> {
  if ('ssoSession' in result) return answerAfterSignIn(call, result);
  if ('tokens' in result) throw new Error('A sign-in on the pages has ended in tokens.');
  const page = pageOf(result.challenge);
  if (!page) return fail('NotAuthorizedException', TEXT.sessionInvalid);
  const { form } = call.web;
  const name = form.get('username') ?? openAsked(call, form.get('asked') ?? '')?.name;
  const next = { ...(page.before ? await page.before(call, result) : result), ...(name !== undefined && { name }) };
  const isAnother = form.get('resend') === 'true';
  return formPage(call, page.path, (frame) => page.content(call, next, frame), {
    session: next.session,
    asked: sealAsked(call, next),
    ...(isAnother && { notice: 'codeSentAgain' as const }),
  });
}

/** Shows a form anew, with what is wrong with it. There is no error if the form was not filled in on this page. */
type Again = (problem: string, error?: CognitoError) => Promise<HttpResponse>;

/**
 * Takes a step of a sign-in with what a form says, and shows what follows. Signing in on another tab ends the forms of this
 * one, which then lead to the app.
 */
export function step(call: PageCall, take: () => Promise<SignInResult>, again: Again): Promise<HttpResponse> {
  return attempt(call, {
    take,
    show: (result) => afterStep(call, result),
    again: async (problem, error) => {
      if (!error) return (await answerBySession(call)) ?? again(problem);
      return OVER.includes(error.message) ? sessionOver(call) : again(problem, error);
    },
  });
}

/** The texts of errors after which a sign-in cannot go on. */
const OVER: readonly string[] = [TEXT.sessionInvalid, TEXT.sessionExpired, TEXT.sessionUsed];

/** Does what a form asks for, and then shows what follows. A form that was not filled in on this page is not looked at. */
export async function attempt<T>(
  call: PageCall,
  { take, again, show }: { take: () => Promise<T>; again: Again; show: (result: T) => Promise<HttpResponse> },
): Promise<HttpResponse> {
  if (!isOwnForm(call)) return again(ENGLISH['problem.formExpired']);
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

/**
 * Shows that a page cannot be gone on with, and the way to the beginning. The person is led to the app if somebody has signed
 * in with this browser in the meantime, as with a button that was pressed twice.
 */
export async function sessionOver(call: PageCall): Promise<HttpResponse> {
  const again = pathOf(call, '/login');
  const answered = await answerBySession(call);
  return answered ?? pageResponse(call, (page) => sessionOverPage({ ...page, again }), { status: 400 });
}
