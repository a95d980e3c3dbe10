import { authenticateClient } from '#core/oauth/client-authentication.ts';
import { failOAuth } from '#core/oauth/errors.ts';
import { TOKEN_EXCHANGE } from '#core/oauth/exchange-token.ts';
import { type Granted, grantNamed } from '#core/oauth/grants.ts';
import { parametersOf } from '#core/oauth/parameters.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { openJson } from '#protocol/web/respond.ts';
import type { Endpoint } from './endpoint.ts';

/** A token exchange may be for several audiences. https://www.rfc-editor.org/rfc/rfc8693#section-2.1 */
const REPEATABLE = ['audience', 'resource'];

/** https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html */
export const token: Endpoint = {
  paths: ['/oauth2/token'],
  kind: 'json',
  methods: {
    async POST(context) {
      const { form, headers } = context.web;
      const parameters = parametersOf(form, form.get('grant_type') === TOKEN_EXCHANGE ? REPEATABLE : []);
      if (parameters.grant_type === undefined) return failOAuth('invalid_request');
      const grant = grantNamed(parameters.grant_type) ?? failOAuth('unsupported_grant_type');
      const call = await authenticateClient(
        context,
        { authorization: headers.authorization, parameters },
        {
          check: ({ client }) => {
            if (!grant.allows(client, parameters)) failOAuth('unauthorized_client');
          },
        },
      );
      return tokenResponse(await grant.issue(call, parameters));
    },
  },
};

function tokenResponse(granted: Granted): HttpResponse {
  return openJson(200, {
    id_token: granted.idToken,
    access_token: granted.accessToken,
    refresh_token: granted.refreshToken,
    issued_token_type: granted.issuedTokenType,
    expires_in: granted.expiresIn,
    token_type: granted.tokenType ?? 'Bearer',
    scope: granted.scope,
  });
}
