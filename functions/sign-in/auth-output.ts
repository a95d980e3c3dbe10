import type * as api from '@aws-sdk/client-cognito-identity-provider';
import type { SignInResult } from '#core/challenges/ending.ts';
import type { Tokens } from '#core/tokens/issue.ts';
import type { OnWire, ResponseOf } from '#protocol/api.ts';

/** Returns the response of all four sign-in operations: tokens, or the next challenge. */
export function authOutput(result: SignInResult): ResponseOf<'InitiateAuth'> {
  if ('ssoSession' in result) throw new Error('A sign-in of the API has ended in a browser session.');
  if (!('tokens' in result)) {
    return {
      ChallengeName: result.challenge,
      Session: result.session,
      ChallengeParameters: result.parameters,
      AvailableChallenges: result.available,
    };
  }
  const { tokens, newDevice } = result;
  const metadata = newDevice && { DeviceKey: newDevice.key, DeviceGroupKey: newDevice.groupKey };
  return {
    AuthenticationResult: { ...authenticationResult(tokens), NewDeviceMetadata: metadata },
    ChallengeParameters: {},
  };
}

/** Returns the AuthenticationResult of a response. */
export function authenticationResult(tokens: Tokens): OnWire<api.AuthenticationResultType> {
  return {
    AccessToken: tokens.accessToken,
    ExpiresIn: tokens.expiresIn,
    IdToken: tokens.idToken,
    RefreshToken: tokens.refreshToken,
    TokenType: 'Bearer',
  };
}
