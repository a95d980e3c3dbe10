import { contentOfSession } from '#core/challenges/auth-session.ts';
import { CHALLENGES } from '#core/challenges/challenges.ts';
import { answerChallenge } from '#core/challenges/driver.ts';
import { requestInQuery } from './authorization.ts';
import { challengeContent } from './challenge-pages.ts';
import type { Endpoint } from './endpoint.ts';
import { formPage, step } from './sign-in.ts';

/** The pages of further factors. */
export const mfa: Endpoint = {
  paths: ['/mfa'],
  kind: 'page',
  methods: {
    async POST(context) {
      const call = await requestInQuery(context);
      const { form } = call.web;
      const session = form.get('session') ?? '';
      const { sub, challenge } = contentOfSession(call.deps.keys, session);
      const page = challengeContent(challenge);
      const responses = { USERNAME: sub, ...page.responses(form) };
      return step(
        call,
        () => answerChallenge(call, CHALLENGES[challenge], responses, session),
        (problem) => formPage(call, page.path, page.content, { session, problem }),
      );
    },
  },
};
