import { signInWithPassword } from '#core/challenges/password.ts';
import { loginPage } from '#ui/pages.ts';
import { answerBySession, type PageCall, pathOf, requestInQuery } from './authorization.ts';
import type { Endpoint } from './endpoint.ts';
import { formPage, step } from './sign-in.ts';

/** https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html */
export const login: Endpoint = {
  paths: ['/login'],
  kind: 'page',
  methods: {
    async GET(context) {
      const call = await requestInQuery(context);
      return (await answerBySession(call)) ?? show(call, call.request.loginHint);
    },
    async POST(context) {
      const call = await requestInQuery(context);
      const { form } = call.web;
      const username = form.get('username') ?? '';
      return step(
        call,
        () => signInWithPassword(call, { USERNAME: username, PASSWORD: form.get('password') ?? '' }),
        (problem) => show(call, username, problem),
      );
    },
  },
};

function show(call: PageCall, username: string | undefined, problem?: string): Promise<Response> {
  const links = { forgotPassword: pathOf(call, '/forgotPassword'), signUp: pathOf(call, '/signup') };
  return formPage(call, '/login', (frame) => loginPage({ ...frame, ...links, username }), { problem });
}
