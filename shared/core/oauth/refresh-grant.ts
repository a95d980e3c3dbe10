import type { ClientCall } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { TokenFamily } from '#core/tokens/family.ts';
import { API_SCOPE } from '#core/tokens/grant.ts';
import type { Tokens } from '#core/tokens/issue.ts';
import { rotateTokens } from '#core/tokens/rotate.ts';
import { failOAuth } from './errors.ts';
import { type Parameters, wordsOf } from './parameters.ts';

/**
 * Returns the tokens for a refresh token (RFC 6749, section 6), whichever ExplicitAuthFlows the client has. They have the
 * scopes that the app was given, all of them: Cognito narrows them for nobody. Throws OAuthError, and what rotateTokens
 * throws.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
 */
export async function refreshGrant(call: ClientCall, { refresh_token: token, scope }: Parameters): Promise<Tokens> {
  if (token === undefined) return failOAuth('invalid_request');
  // It counts among the refreshes of the API.
  call.deps.limiter.admit('GetTokensFromRefreshToken', {});
  const check = (family: TokenFamily) => {
    checkKind(call, family);
    const granted = family.grant?.scopes ?? [API_SCOPE];
    if (!wordsOf(scope).every((word) => granted.includes(word))) failOAuth('invalid_scope');
  };
  return rotateTokens(call, token, { source: 'TokenGeneration_RefreshTokens', check });
}

/** In a pool that tracks devices, the tokens of API sign-ins are refreshed by the API alone, which asks for the device. */
function checkKind({ pool }: ClientCall, { grant }: TokenFamily): void {
  if (pool.deviceConfiguration && !grant) fail('NotAuthorizedException', TEXT.refreshTokenInvalid);
}
