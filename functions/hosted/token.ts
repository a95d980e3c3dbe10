import { authenticateClient } from '#core/oauth/client-authentication.ts';
import { failOAuth } from '#core/oauth/errors.ts';
import { parametersOf } from '#core/oauth/parameters.ts';
import { redeemCode } from '#core/oauth/redeem-code.ts';
import type { Tokens } from '#core/tokens/issue.ts';
import { openJson } from '#protocol/web/respond.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html */
export const token: Endpoint = {
  paths: ['/oauth2/token'],
  kind: 'json',
  methods: {
    async POST(context) {
      const parameters = parametersOf(context.web.form);
      const { grant_type: grantType } = parameters;
      if (grantType === undefined) failOAuth('invalid_request');
      const call = await authenticateClient(context, {
        authorization: context.web.headers.authorization,
        parameters,
      });
      if (grantType !== 'authorization_code') failOAuth('unsupported_grant_type');
      return tokenResponse(await redeemCode(call, parameters));
    },
  },
};

function tokenResponse({ idToken, accessToken, refreshToken, expiresIn }: Tokens): Response {
  return openJson(200, {
    id_token: idToken,
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: expiresIn,
    token_type: 'Bearer',
  });
}
