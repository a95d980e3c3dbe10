import { authenticateClient } from '#core/oauth/client-authentication.ts';
import { failOAuth } from '#core/oauth/errors.ts';
import { parametersOf } from '#core/oauth/parameters.ts';
import { revokeToken } from '#core/tokens/revoke.ts';
import { openEmpty } from '#protocol/web/respond.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html */
export const revoke: Endpoint = {
  paths: ['/oauth2/revoke'],
  kind: 'json',
  methods: {
    async POST(context) {
      context.deps.limiter.admit('RevokeToken', {});
      const parameters = parametersOf(context.web.form);
      const proof = { authorization: context.web.headers.authorization, parameters };
      const check = ({ client }: Parameters<typeof revokeToken>[0]) => {
        if (!client.enableTokenRevocation) failOAuth('invalid_request');
      };
      const call = await authenticateClient(context, proof, { status: 401, check });
      if (parameters.token === undefined) return failOAuth('invalid_request');
      const { result } = await revokeToken(call, parameters.token);
      if (result === 'unsupported') failOAuth('unsupported_token_type');
      // https://www.rfc-editor.org/rfc/rfc7009#section-2.1 has the request refused, and RFC 6749, section 5.2, the name.
      if (result === 'foreign') failOAuth('invalid_grant');
      return openEmpty(200);
    },
  },
};
