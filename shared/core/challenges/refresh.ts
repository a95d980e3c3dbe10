import type { ClientCall } from '#core/call.ts';
import { checkSecretHash } from '#core/clients/client-secret.ts';
import { fail, TEXT } from '#core/errors.ts';
import { issueTokens } from '#core/tokens/issue.ts';
import { REFRESH_TOKEN_REVOKED, redeemRefreshToken } from '#core/tokens/redeem.ts';
import { noteUse, writeUse } from '#core/tokens/sessions.ts';
import type { User } from '#core/users/user.ts';
import type { SignInResult } from './ending.ts';
import { namedDevice, parameter, requiredParameter } from './parameters.ts';

/**
 * Issues new ID and access tokens for REFRESH_TOKEN_AUTH, for the user as it is now, with one read and no write,
 * except that a use of the session is noted now and then.
 * Clients that rotate refresh tokens do not have this flow. After rotation is switched off, only the latest refresh
 * token is accepted.
 */
export async function refreshTokens(
  call: ClientCall,
  parameters: Readonly<Record<string, string>>,
): Promise<SignInResult> {
  const { token, user, family, session } = await redeemRefreshToken(
    call,
    requiredParameter(parameters, 'REFRESH_TOKEN'),
    {
      deviceKey: namedDevice(call, parameters),
      prove: (user) => checkHash(call, user, parameter(parameters, 'SECRET_HASH')),
    },
  );
  if (family.generation !== token.generation) fail('NotAuthorizedException', REFRESH_TOKEN_REVOKED);
  const source = 'TokenGeneration_RefreshTokens';
  const tokens = await issueTokens(call, { source, user, family, withRefreshToken: false });
  await writeUse(call, noteUse(call, session));
  return { tokens };
}

/**
 * The request names no user, so clients differ in the name that they hash. Every name that belongs to the user is
 * accepted.
 */
function checkHash(call: ClientCall, user: User, hash: string | undefined): void {
  const names = [user.username, user.sub, ...user.names.map((name) => name.value)];
  const attributes = ['email', 'phone_number', 'preferred_username'].flatMap((name) => user.attributes[name] ?? []);
  checkSecretHash(call, [...names, ...attributes], hash, TEXT.secretHashMissing(call.client.id));
}
