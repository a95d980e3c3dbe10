import { withClient } from '#core/call.ts';
import { isProven } from '#core/clients/client-secret.ts';
import { fail } from '#core/errors.ts';
import { rotateTokens } from '#core/tokens/rotate.ts';
import { defineOperation } from '../operations.ts';
import { authenticationResult } from './auth-output.ts';

/**
 * Every client may call this operation, whatever its ExplicitAuthFlows. It is the only way to refresh tokens for a
 * client that rotates refresh tokens.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html
 */
export const getTokensFromRefreshToken = defineOperation('GetTokensFromRefreshToken', {
  async handle(context, { RefreshToken, ClientId, ClientSecret, DeviceKey }) {
    const call = await withClient(context, ClientId, (call) => {
      if (!isProven(call, ClientSecret)) {
        fail('NotAuthorizedException', `Unable to verify secret for client ${call.client.id}`);
      }
    });
    const source = 'TokenGeneration_Authentication';
    const tokens = await rotateTokens(call, RefreshToken, { deviceKey: DeviceKey, source });
    return { AuthenticationResult: authenticationResult(tokens) };
  },
});
