import { withClient } from '#core/call.ts';
import type { DeliveryDetails } from '#core/messages/delivery.ts';
import type { Parameters } from '#core/oauth/parameters.ts';
import { checkSendsCodes, resendSignUpCode } from '#core/sign-up/resend.ts';
import { asRequest, fieldsOf } from './account-call.ts';
import { showConfirm } from './account-pages.ts';
import { type PageCall, requestInQuery } from './authorization.ts';
import { confirmAgain } from './confirm.ts';
import type { Endpoint } from './endpoint.ts';
import { attempt } from './sign-in.ts';

/**
 * Sends another code of a sign-up, for the page that asks for it.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html
 */
export const resendCode: Endpoint = {
  paths: ['/resendcode'],
  kind: 'page',
  methods: {
    async POST(context) {
      const call = await requestInQuery(context);
      const form = fieldsOf(call);
      const { username = '', session } = form;
      return attempt(call, {
        take: () => resend(call, form),
        again: (problem, error) => confirmAgain(call, form, problem, error),
        show: (delivery) => showConfirm(call, { username, session, delivery, notice: 'codeResent' }),
      });
    },
  },
};

async function resend(page: PageCall, { username }: Parameters): Promise<DeliveryDetails> {
  const { Username } = asRequest(page, 'ResendConfirmationCode', { Username: username });
  const call = await withClient(page, page.client.id, ({ pool }) => checkSendsCodes(pool));
  return resendSignUpCode(call, Username);
}
