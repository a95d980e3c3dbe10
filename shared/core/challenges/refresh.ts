import { checkSecretHash } from '#core/clients/client-secret.ts';
import { fail, TEXT } from '#core/errors.ts';
import { issueTokens } from '#core/tokens/issue.ts';
import { openRefreshToken } from '#core/tokens/refresh-token.ts';
import type { User } from '#core/users/user.ts';
import { parameter, required } from './parameters.ts';
import type { SignIn, SignInResult } from './sign-in.ts';

/** REFRESH_TOKEN_AUTH: new ID and access tokens, built from the user as it is now. One read, no write. */
export async function refreshTokens(
  signIn: SignIn,
  parameters: Readonly<Record<string, string>>,
): Promise<SignInResult> {
  const { deps, pool, client } = signIn;
  const token = openRefreshToken(deps.keys, required(parameters, 'REFRESH_TOKEN'));
  if (token?.clientId !== client.id || token.poolId !== pool.id)
    return fail('NotAuthorizedException', 'Invalid Refresh Token.');
  if (token.expiresAt <= deps.clock.now()) fail('NotAuthorizedException', 'Refresh Token has expired');

  const { poolId, sub, eventId } = token;
  const { user, family } = await deps.records.read({
    user: { kind: 'user', id: { poolId, sub } },
    family: { kind: 'family', id: { poolId, sub, eventId } },
  });
  const revoked = !user || !family || family.revokedAt !== undefined || family.signOutEpoch !== user.signOutEpoch;
  if (revoked || family.generation !== token.generation)
    return fail('NotAuthorizedException', 'Refresh Token has been revoked');
  checkHash(signIn, user, parameter(parameters, 'SECRET_HASH'));
  if (!user.enabled) fail('NotAuthorizedException', TEXT.userDisabled);
  if (user.status === 'RESET_REQUIRED') fail('PasswordResetRequiredException');
  return { tokens: await issueTokens(deps, { pool, client, user, family, withRefreshToken: false }) };
}

/** The request names no user, so clients differ in whom they hash: every name that leads to the user will do. */
function checkHash({ deps, client }: SignIn, user: User, hash: string | undefined): void {
  const names = [user.username, user.sub, ...user.names.map((name) => name.value)];
  const attributes = ['email', 'phone_number', 'preferred_username'].flatMap((name) => user.attributes[name] ?? []);
  const missing = `Client ${client.id} is configured with secret but SECRET_HASH was not received`;
  checkSecretHash(deps.keys, client, [...names, ...attributes], hash, missing);
}
