import { withClient } from '#core/call.ts';
import { isProven } from '#core/clients/client-secret.ts';
import { CognitoError, fail } from '#core/errors.ts';
import { openRefreshToken } from '#core/tokens/refresh-token.ts';
import { revokeFamily } from '#core/tokens/revoke.ts';
import { defineOperation } from '../operations.ts';

export const revokeToken = defineOperation('RevokeToken', {
  async handle(context, { Token, ClientId, ClientSecret }) {
    const proven = withClient(context, ClientId, (call) => {
      if (!isProven(call, ClientSecret)) fail('UnauthorizedException', 'Invalid client credentials.');
      if (!call.client.enableTokenRevocation) {
        fail('UnsupportedOperationException', 'Token revocation is not enabled for this client.');
      }
    });
    const call = await proven.catch(refuseUnknown);
    const refreshToken = openRefreshToken(call.deps.keys, Token);
    if (!refreshToken) {
      // Three parts are a JWT: an access or ID token. Anything else is no token, and so as good as revoked (RFC 7009 2.2).
      if (Token.split('.').length === 3) fail('UnsupportedTokenTypeException');
      return {};
    }
    if (refreshToken.clientId !== call.client.id)
      fail('UnauthorizedException', 'The token was issued to another client.');
    await revokeFamily(call, refreshToken);
    return {};
  },
});

/** An unknown client has the wrong credentials: this operation has no ResourceNotFoundException. */
function refuseUnknown(error: unknown): never {
  if (error instanceof CognitoError && error.name === 'ResourceNotFoundException')
    return fail('UnauthorizedException', 'Invalid client credentials.');
  throw error;
}
