import { signInWithPassword } from '#core/challenges/password.ts';
import type { FormFrame } from '#ui/form.ts';
import { loginPage } from '#ui/pages.ts';
import { accountLinks } from './account-call.ts';
import { afterRefusal } from './account-pages.ts';
import { answerBySession, type PageCall, requestInQuery } from './authorization.ts';
import type { Endpoint } from './endpoint.ts';
import { formPage, step } from './sign-in.ts';

/** https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html */
export const login: Endpoint = {
  paths: ['/login'],
  kind: 'page',
  methods: {
    async GET(context) {
      const call = await requestInQuery(context);
      return (await answerBySession(call)) ?? showLogin(call, { username: call.request.loginHint });
    },
    async POST(context) {
      const call = await requestInQuery(context);
      const { form } = call.web;
      const username = form.get('username') ?? '';
      return step(
        call,
        () => signInWithPassword(call, { USERNAME: username, PASSWORD: form.get('password') ?? '' }),
        (problem, error) => afterRefusal(call, username, error) ?? showLogin(call, { username, problem }),
      );
    },
  },
};

/** Shows the page on which users sign in. */
export function showLogin(
  call: PageCall,
  { username, ...more }: { readonly username?: string | undefined } & Pick<FormFrame, 'problem' | 'notice'>,
): Promise<Response> {
  return formPage(call, '/login', (frame) => loginPage({ ...frame, ...accountLinks(call), username }), more);
}
