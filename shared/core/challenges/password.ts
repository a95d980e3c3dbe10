import type { ClientCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { deviceRef, failUnknownDevice, unforgotten } from '#core/devices/device.ts';
import { fail } from '#core/errors.ts';
import { attemptsRef, type GuessRules, PASSWORD_GUESSES } from '#core/guesses/attempts.ts';
import { foundCredentials, newCredentials, openCredentials, sealCredentials } from '#core/password/credentials.ts';
import { findUser } from '#core/users/find.ts';
import type { User } from '#core/users/user.ts';
import { NO_STAMP, newSignIn } from './auth-session.ts';
import { concludeGuess } from './driver.ts';
import type { SignInResult } from './ending.ts';
import { namedDevice, requiredParameter } from './parameters.ts';

/**
 * Signs a user in with USER_PASSWORD_AUTH or ADMIN_USER_PASSWORD_AUTH. An unknown user name costs the same reads, the
 * same hash and the same write as a known one. A device that the user does not have is refused before the password is
 * judged.
 */
export async function signInWithPassword(
  call: ClientCall,
  parameters: Readonly<Record<string, string>>,
): Promise<SignInResult> {
  const username = requiredParameter(parameters, 'USERNAME');
  const password = requiredParameter(parameters, 'PASSWORD');
  const { deps, pool } = call;
  const named = namedDevice(call, parameters);
  const found = await findUser(call, username, (sub) => ({
    attempts: attemptsRef(PASSWORD_GUESSES, { poolId: pool.id, sub }),
    device: deviceRef({ poolId: pool.id, sub }, named),
  }));
  const { sub, user, more } = found;
  const device = unforgotten(more.device);
  const signIn = newSignIn(call, {
    sub,
    asked: username,
    username: user?.username ?? username,
    stamp: user?.stamp ?? NO_STAMP,
    ...(device && { deviceKey: device.key }),
  });
  const result = await concludeGuess(
    call,
    { signIn, user, device },
    {
      proves: 'PASSWORD',
      rules: guessRules(call, user),
      seen: more.attempts,
      judge: async () => {
        // This error comes first, whether or not there is such a user, so that it tells nothing of the password.
        if (named !== undefined && !device) return failUnknownDevice();
        const isRight = await deps.hasher.verify(password, foundCredentials(deps.keys, found)?.password);
        return isRight ? {} : undefined;
      },
    },
  );
  if (user) await rehash(call, user, password);
  return result;
}

/**
 * Returns the rules for the guess. A client that does not prevent user existence errors gets UserNotFoundException for
 * an unknown user.
 */
function guessRules({ client }: ClientCall, user: User | undefined): GuessRules {
  if (user || hidesUsers(client)) return PASSWORD_GUESSES;
  return { ...PASSWORD_GUESSES, wrong: () => fail('UserNotFoundException') };
}

/**
 * Replaces the hash of a password that has just proved right, if the hash is outdated. If the user changed in the
 * meantime or an error occurs, this is left to a later sign-in, since this one is already committed.
 */
async function rehash(call: ClientCall, user: User, password: string): Promise<void> {
  const { deps, pool } = call;
  const credentials = openCredentials(deps.keys, user);
  if (!credentials || !deps.hasher.outdated(credentials.password)) return;
  const { history } = credentials;
  try {
    const rehashed = { ...(await newCredentials(call, user, password)), history };
    const after = { ...user, sealedCredentials: sealCredentials(deps.keys, user, rehashed) };
    await deps.records.commit([{ op: 'update', kind: 'user', before: user, after }]);
  } catch (error) {
    deps.logger.warn('password.not-rehashed', {
      poolId: pool.id,
      error: error instanceof Error ? error.name : 'unknown',
    });
  }
}
