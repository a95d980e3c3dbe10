import { contentOfSession } from '#core/challenges/auth-session.ts';
import { fail, TEXT } from '#core/errors.ts';
import { redirectTo } from '#protocol/web/respond.ts';
import { checkLocal } from './account-call.ts';
import { afterRefusal } from './account-pages.ts';
import { openAsked } from './asked.ts';
import { pathOf, requestInQuery } from './authorization.ts';
import { pageOf } from './challenge-pages.ts';
import type { Endpoint } from './endpoint.ts';
import { formPage, sessionOver, step } from './sign-in.ts';

/** The pages of challenges. Their state is in their forms, so that an address alone leads to where a sign-in begins. */
export const mfa: Endpoint = {
  paths: ['/mfa', '/changePassword'],
  kind: 'page',
  methods: {
    async GET(context) {
      const call = await requestInQuery(context);
      return redirectTo(pathOf(call, '/login'));
    },
    async POST(context) {
      const call = await requestInQuery(context);
      await checkLocal(call);
      const { form } = call.web;
      const session = form.get('session') ?? '';
      const sealed = form.get('asked') ?? '';
      const asked = openAsked(call, sealed);
      const page = asked && pageOf(asked.challenge);
      if (!page) return sessionOver(call);
      return step(
        call,
        async () => {
          const { clientId, sub, challenge } = contentOfSession(call.deps.keys, session);
          const isOwn = clientId === call.client.id && challenge === asked.challenge;
          if (!isOwn) fail('NotAuthorizedException', TEXT.sessionInvalid);
          call.deps.limiter.admit('RespondToAuthChallenge', { ChallengeName: challenge });
          return page.answer(call, { asked, session, sub, form });
        },
        (problem, error) => {
          // A form of another site must not be shown as if it were one of this browser's.
          if (!error) return sessionOver(call);
          const again = () =>
            formPage(call, page.path, (frame) => page.content(call, asked, frame), { session, asked: sealed, problem });
          return afterRefusal(call, asked.name ?? '', error) ?? again();
        },
      );
    },
  },
};
