import type { Parameters } from '#core/oauth/parameters.ts';
import { confirmNewPassword } from '#core/recovery/confirm.ts';
import { redirectTo } from '#protocol/web/respond.ts';
import { asRequest, fieldsOf, recoveryCall } from './account-call.ts';
import { showNewPassword } from './account-pages.ts';
import { type PageCall, pathOf } from './authorization.ts';
import type { Endpoint } from './endpoint.ts';
import { showLogin } from './login.ts';
import { attempt } from './sign-in.ts';

/**
 * The page on which people set a new password by a code. It follows another page, and leads to the one on which they sign
 * in. AWS spells its path in two ways.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html
 */
export const confirmForgotPassword: Endpoint = {
  paths: ['/confirmForgotPassword', '/confirmforgotPassword'],
  kind: 'page',
  methods: {
    async GET(context) {
      return redirectTo(pathOf(await recoveryCall(context), '/forgotPassword'));
    },
    async POST(context) {
      const call = await recoveryCall(context);
      const form = fieldsOf(call);
      const { username } = form;
      return attempt(call, {
        take: () => setPassword(call, form),
        again: (problem, error) =>
          error && username !== undefined ? showNewPassword(call, { username, problem }) : showLogin(call, { problem }),
        show: () => showLogin(call, { username, notice: 'passwordChanged' }),
      });
    },
  },
};

async function setPassword(call: PageCall, { username, code, password }: Parameters): Promise<void> {
  const { Username, ConfirmationCode, Password } = asRequest(call, 'ConfirmForgotPassword', {
    Username: username,
    ConfirmationCode: code?.trim(),
    Password: password,
  });
  await confirmNewPassword(call, { username: Username, code: ConfirmationCode, password: Password });
}
