import type { ClientCall } from '#core/call.ts';
import { checkSecretHash } from '#core/clients/client-secret.ts';
import { fail, TEXT } from '#core/errors.ts';
import { issueTokens } from '#core/tokens/issue.ts';
import { REFRESH_TOKEN_REVOKED, redeemRefreshToken } from '#core/tokens/redeem.ts';
import type { User } from '#core/users/user.ts';
import type { SignInResult } from './ending.ts';
import { parameter, requiredParameter } from './parameters.ts';

/**
 * REFRESH_TOKEN_AUTH: new ID and access tokens, built from the user as it is now. One read, no write. Clients whose
 * refresh tokens rotate don't have this flow; a token from before that was switched off must still be the latest.
 */
export async function refreshTokens(
  call: ClientCall,
  parameters: Readonly<Record<string, string>>,
): Promise<SignInResult> {
  const { token, user, family } = await redeemRefreshToken(
    call,
    requiredParameter(parameters, 'REFRESH_TOKEN'),
    (user) => checkHash(call, user, parameter(parameters, 'SECRET_HASH')),
  );
  if (family.generation !== token.generation) fail('NotAuthorizedException', REFRESH_TOKEN_REVOKED);
  return { tokens: await issueTokens(call, { user, family, withRefreshToken: false }) };
}

/** The request names no user, so clients differ in whom they hash: every name that leads to the user will do. */
function checkHash(call: ClientCall, user: User, hash: string | undefined): void {
  const names = [user.username, user.sub, ...user.names.map((name) => name.value)];
  const attributes = ['email', 'phone_number', 'preferred_username'].flatMap((name) => user.attributes[name] ?? []);
  checkSecretHash(call, [...names, ...attributes], hash, TEXT.secretHashMissing(call.client.id));
}
