import { withClient } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { checkMachine, grantedScopes, issueClientToken } from '#core/tokens/client-token.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetClientToken.html */
export const getClientToken = defineOperation('GetClientToken', {
  async handle(context, { ClientId, Secret, Scopes = [] }) {
    const call = await withClient(context, ClientId, (call) => checkMachine(call, Secret));
    const scopes = await grantedScopes(call, Scopes, ({ scope }) =>
      fail(
        'InvalidParameterException',
        scope === undefined ? `Client ${ClientId} has no custom scopes.` : `Invalid scope requested: ${scope}`,
      ),
    );
    const { accessToken, expiresIn } = await issueClientToken(call, scopes);
    return {
      ClientAuthenticationResult: { AccessToken: accessToken, ExpiresIn: expiresIn, TokenType: 'Bearer' },
    };
  },
});
