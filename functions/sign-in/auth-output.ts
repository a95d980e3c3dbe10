import type { InitiateAuthCommandOutput } from '@aws-sdk/client-cognito-identity-provider';
import type { SignInResult } from '#core/challenges/sign-in.ts';

type Output = Omit<InitiateAuthCommandOutput, '$metadata'>;

/** The answer of all four sign-in operations: tokens, or the next challenge. */
export function authOutput(result: SignInResult): Output {
  if (!('tokens' in result)) {
    return { ChallengeName: result.challenge, Session: result.session, ChallengeParameters: { ...result.parameters } };
  }
  const { accessToken, idToken, refreshToken, expiresIn } = result.tokens;
  return {
    AuthenticationResult: {
      AccessToken: accessToken,
      ExpiresIn: expiresIn,
      IdToken: idToken,
      RefreshToken: refreshToken,
      TokenType: 'Bearer',
    },
    ChallengeParameters: {},
  };
}
