import { noteTokenUser } from '#core/audit-note.ts';
import { withClient } from '#core/call.ts';
import { isProven } from '#core/clients/client-secret.ts';
import { CognitoError, fail } from '#core/errors.ts';
import { tracksSessions } from '#core/pools/sessions.ts';
import { endSsoSession } from '#core/sso/end.ts';
import { openRefreshToken } from '#core/tokens/refresh-token.ts';
import { revokeFamily } from '#core/tokens/revoke.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html */
export const revokeToken = defineOperation('RevokeToken', {
  async handle(context, { Token, ClientId, ClientSecret, RevokeAssociatedSessions }) {
    const proven = withClient(context, ClientId, (call) => {
      if (!isProven(call, ClientSecret)) fail('UnauthorizedException', 'Invalid client credentials.');
      if (!call.client.enableTokenRevocation) {
        fail('UnsupportedOperationException', 'Token revocation is not enabled for this client.');
      }
    });
    const call = await proven.catch(refuseUnknown);
    const refreshToken = openRefreshToken(call.deps.keys, Token);
    if (!refreshToken) {
      // A text of three parts is a JWT, so it is an access or ID token. Anything else is an invalid token, which is not
      // an error (RFC 7009, section 2.2).
      if (Token.split('.').length === 3) fail('UnsupportedTokenTypeException');
      return {};
    }
    noteTokenUser(call, refreshToken);
    if (refreshToken.clientId !== call.client.id)
      fail('UnauthorizedException', 'The token was issued to another client.');
    const family = await revokeFamily(call, refreshToken);
    if (RevokeAssociatedSessions === 'LINKED' && tracksSessions(call.pool) && family?.ssoSessionId !== undefined) {
      await endSsoSession(call, { ...family, id: family.ssoSessionId });
    }
    return {};
  },
});

/** Throws UnauthorizedException for an unknown client, because this operation has no ResourceNotFoundException. */
function refuseUnknown(error: unknown): never {
  if (error instanceof CognitoError && error.name === 'ResourceNotFoundException')
    return fail('UnauthorizedException', 'Invalid client credentials.');
  throw error;
}
