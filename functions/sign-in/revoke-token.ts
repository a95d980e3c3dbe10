import { withClient } from '#core/call.ts';
import { isProven } from '#core/clients/client-secret.ts';
import { CognitoError, fail } from '#core/errors.ts';
import { tracksSessions } from '#core/pools/sessions.ts';
import { endSsoSession } from '#core/sso/end.ts';
import { revokeToken as revoke } from '#core/tokens/revoke.ts';
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
    const { result, family } = await revoke(call, Token);
    if (result === 'unsupported') fail('UnsupportedTokenTypeException');
    if (result === 'foreign') fail('UnauthorizedException', 'The token was issued to another client.');
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
