import type { ClientCall } from '#core/call.ts';
import { CognitoError } from '#core/errors.ts';
import { ENGLISH } from '#core/languages/texts.ts';
import { pageClient } from '#core/oauth/authorization-request.ts';
import { PageError } from '#core/oauth/errors.ts';
import { confirmByLink } from '#core/sign-up/confirm.ts';
import { resendByName } from '#core/sign-up/resend.ts';
import { MAX_NAME } from '#core/users/names.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { csrfToken, isOwnForm } from '#protocol/web/csrf.ts';
import { webResponse } from '#protocol/web/respond.ts';
import type { WebCall } from '#protocol/web/web-call.ts';
import { confirmedPage, linkSentPage, notConfirmedPage, refusedPage } from '#ui/pages/confirmation.ts';
import { parametersInQuery } from './authorization.ts';
import type { Endpoint } from './endpoint.ts';
import { pageResponse } from './page.ts';

type LinkCall = WebCall & ClientCall & { readonly userName: string; readonly code: string | undefined };

/** The longest ConfirmationCode of the API, in UTF-16 units. */
const LONGEST_CODE = 2048;
/** https://www.rfc-editor.org/rfc/rfc8470#section-5.2 */
const TOO_EARLY = 425;
/** The problems for which another link is a help. */
const OF_THE_CODE: readonly string[] = ['CodeMismatchException', 'ExpiredCodeException'];

/**
 * What the link in the e-mail of a sign-up leads to. GET confirms the user, and POST sends another link.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-email-verification-message-customization.html
 */
export const confirmUser: Endpoint = {
  paths: ['/confirmUser', '/confirmUser/'],
  kind: 'page',
  methods: {
    async GET(context) {
      // HEAD must not change anything.
      if (context.web.method === 'HEAD') return webResponse(200, '');
      if (isPrefetch(context)) return webResponse(TOO_EARLY, '');
      const call = await linkCall(context);
      const { code } = call;
      if (code === undefined || code.length > LONGEST_CODE) throw new PageError('invalid_request');
      return answered(call, async () => {
        await confirmByLink(call, { userName: call.userName, code });
        return pageResponse(call, confirmedPage);
      });
    },
    async POST(context) {
      const call = await linkCall(context);
      if (!isOwnForm(call)) return withForm(call, ENGLISH['problem.formExpired']);
      return answered(call, async () => {
        await resendByName(call, call.userName);
        return pageResponse(call, linkSentPage);
      });
    },
  },
};

/** A browser that fetches a link in advance, and is refused, asks again when somebody follows the link. */
function isPrefetch({ web: { headers } }: WebCall): boolean {
  return /\bprefetch\b/i.test(headers['sec-purpose'] ?? headers.purpose ?? '');
}

/** Reads the parameters of a link. Throws PageError for those of no link of this pool. */
async function linkCall(context: WebCall): Promise<LinkCall> {
  const parameters = parametersInQuery(context);
  const { user_name: userName, confirmation_code: code } = parameters;
  const call = await pageClient(context, parameters, () => ({}));
  if (userName === undefined || userName.length > MAX_NAME) throw new PageError('invalid_request');
  return { ...context, ...call, userName, code };
}

/** Does what the request asks for, or shows why not. */
async function answered(call: LinkCall, act: () => Promise<HttpResponse>): Promise<HttpResponse> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof CognitoError) || error.status >= 500) throw error;
    call.audit.shown = error.name;
    if (OF_THE_CODE.includes(error.name)) return withForm(call, error.message);
    return pageResponse(call, (page) => refusedPage({ ...page, problem: error.message }), { status: 400 });
  }
}

/** Shows a problem, and the form by which another link is sent. */
function withForm(call: LinkCall, problem: string): Promise<HttpResponse> {
  const { field, cookies } = csrfToken(call);
  const query = new URLSearchParams({ client_id: call.client.id, user_name: call.userName });
  const frame = { action: `${call.address.base}/confirmUser?${query}`, csrf: field, problem };
  return pageResponse(call, (page) => notConfirmedPage({ ...page, ...frame }), { status: 400, cookies });
}
