import { chooseOnPage, signInOnPage } from '#core/challenges/on-page.ts';
import { allowsFlow } from '#core/clients/flows.ts';
import { isManaged } from '#protocol/web/web-call.ts';
import { loginPage } from '#ui/pages.ts';
import { answerBySession, type PageCall, pathOf, requestInQuery } from './authorization.ts';
import { mayMigrate } from './challenge-pages.ts';
import type { Endpoint } from './endpoint.ts';
import { formPage, step } from './sign-in.ts';
import { creditedStanding, showStepUp, stepUp } from './step-up.ts';

/** https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html */
export const login: Endpoint = {
  paths: ['/login'],
  kind: 'page',
  methods: {
    async GET(context) {
      const call = await requestInQuery(context);
      const answered = await answerBySession(call);
      if (answered) return answered;
      const standing = await creditedStanding(call);
      return standing ? showStepUp(call, standing) : show(call, { username: call.request.loginHint });
    },
    async POST(context) {
      const call = await requestInQuery(context);
      const { form } = call.web;
      const standing = form.has('continue') ? await creditedStanding(call) : undefined;
      if (standing) {
        return step(
          call,
          () => stepUp(call, standing),
          (problem) => showStepUp(call, standing, problem),
        );
      }
      const username = form.get('username') ?? '';
      return step(
        call,
        () => begin(call, username),
        (problem, error) =>
          error?.name === 'UserNotFoundException' && choosesFirst(call) && mayMigrate(call) && !form.has('password')
            ? show(call, { username, withPassword: true })
            : show(call, { username, problem }),
      );
    },
  },
};

/** Managed login asks for the name first where the client lets users choose how to sign in. Classic pages know no choice. */
function choosesFirst(call: PageCall): boolean {
  return isManaged(call) && allowsFlow(call.client, 'USER_AUTH');
}

function begin(call: PageCall, username: string) {
  const { levels } = call.request;
  const PASSWORD = call.web.form.get('password') ?? '';
  if (!choosesFirst(call)) return signInOnPage(call, { USERNAME: username, PASSWORD }, { levels });
  return chooseOnPage(call, { USERNAME: username, ...(PASSWORD !== '' && { PASSWORD }) }, { levels });
}

type View = {
  readonly username: string | undefined;
  readonly problem?: string;
  /** The name leads to nobody, and a function of the pool may know the user by the password. */
  readonly withPassword?: true;
};

function show(call: PageCall, { username, problem, withPassword }: View): Promise<Response> {
  const links = { forgotPassword: pathOf(call, '/forgotPassword'), signUp: pathOf(call, '/signup') };
  const isNameOnly = choosesFirst(call) && !withPassword;
  return formPage(call, '/login', (frame) => loginPage({ ...frame, ...links, username, isNameOnly }), { problem });
}
