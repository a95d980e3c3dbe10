import { requestNewPassword } from '#core/recovery/request.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { forgotPasswordPage } from '#ui/pages/forgot-password.ts';
import { asRequest, fieldsOf, recoveryCall } from './account-call.ts';
import { showNewPassword } from './account-pages.ts';
import { type PageCall, pathOf } from './authorization.ts';
import type { Endpoint } from './endpoint.ts';
import { attempt, formPage } from './sign-in.ts';

/**
 * The page on which people ask for a code for a new password.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html
 */
export const forgotPassword: Endpoint = {
  paths: ['/forgotPassword'],
  kind: 'page',
  methods: {
    async GET(context) {
      return show(await recoveryCall(context), {});
    },
    async POST(context) {
      const call = await recoveryCall(context);
      const { username } = fieldsOf(call);
      return attempt(call, {
        take: () => {
          const { Username } = asRequest(call, 'ForgotPassword', { Username: username });
          return requestNewPassword(call, Username);
        },
        again: (problem, error) => show(call, { username: error && username, problem }),
        show: (delivery) => showNewPassword(call, { username: username ?? '', delivery }),
      });
    },
  },
};

function show(
  call: PageCall,
  { username, problem }: { readonly username?: string | undefined; readonly problem?: string },
): Promise<HttpResponse> {
  const view = { names: call.pool.usernameAttributes, username, signIn: pathOf(call, '/login') };
  return formPage(call, '/forgotPassword', (frame) => forgotPasswordPage({ ...frame, ...view }), { problem });
}
