import { redirectTo } from '#protocol/web/respond.ts';
import { answerBySession, checkPageAllowed, pathOf, requestInQuery } from './authorization.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html */
export const authorize: Endpoint = {
  paths: ['/oauth2/authorize', '/authorize'],
  kind: 'page',
  methods: {
    async GET(context) {
      const call = await requestInQuery(context);
      const answered = await answerBySession(call);
      if (answered) return answered;
      checkPageAllowed(call);
      return redirectTo(pathOf(call, '/login'));
    },
  },
};
