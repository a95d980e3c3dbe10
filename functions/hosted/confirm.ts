import { type CognitoError, TEXT } from '#core/errors.ts';
import type { Parameters } from '#core/oauth/parameters.ts';
import { confirmSignUp } from '#core/sign-up/confirm.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { redirectTo } from '#protocol/web/respond.ts';
import { asRequest, fieldsOf } from './account-call.ts';
import { showConfirm } from './account-pages.ts';
import { afterConfirmation } from './after-confirmation.ts';
import { type PageCall, pathOf, requestInQuery } from './authorization.ts';
import type { Endpoint } from './endpoint.ts';
import { showLogin } from './login.ts';
import { attempt, sessionOver } from './sign-in.ts';

/**
 * The page on which people confirm a sign-up by the code that was sent to them. It follows another page.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html
 */
export const confirm: Endpoint = {
  paths: ['/confirm'],
  kind: 'page',
  methods: {
    async GET(context) {
      return redirectTo(pathOf(await requestInQuery(context), '/login'));
    },
    async POST(context) {
      const call = await requestInQuery(context);
      const form = fieldsOf(call);
      const { username = '', session } = form;
      return attempt(call, {
        take: () => confirmByCode(call, form),
        again: (problem, error) => confirmAgain(call, form, problem, error),
        show: () => afterConfirmation(call, username, session),
      });
    },
  },
};

async function confirmByCode(call: PageCall, { username, session, code }: Parameters): Promise<void> {
  const { Username, ConfirmationCode } = asRequest(call, 'ConfirmSignUp', {
    Username: username,
    ConfirmationCode: code?.trim(),
  });
  await confirmSignUp(call, {
    username: Username,
    code: ConfirmationCode,
    forceAlias: false,
    session,
    mayRepeat: true,
  });
}

/** Shows the page anew, unless the form is of another page, or its Session is not the user's. */
export function confirmAgain(
  call: PageCall,
  { username, session }: Parameters,
  problem: string,
  error: CognitoError | undefined,
): Promise<HttpResponse> {
  if (!error || username === undefined) return showLogin(call, { problem });
  return error.message === TEXT.sessionInvalid ? sessionOver(call) : showConfirm(call, { username, session, problem });
}
