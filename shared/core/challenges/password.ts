import type { ClientCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { failUnknownDevice } from '#core/devices/device.ts';
import { fail } from '#core/errors.ts';
import { type GuessRules, PASSWORD_GUESSES } from '#core/guesses/attempts.ts';
import { foundCredentials, newCredentials, openCredentials, sealCredentials } from '#core/password/credentials.ts';
import { preAuthentication } from '#core/triggers/pre-authentication.ts';
import type { MaybeUser } from '#core/users/find.ts';
import type { User } from '#core/users/user.ts';
import { concludeGuess } from './driver.ts';
import type { SignInResult } from './ending.ts';
import { findOrMigrate } from './migration.ts';
import { requiredParameter } from './parameters.ts';
import type { Signer } from './signer.ts';

/**
 * Signs a user in with USER_PASSWORD_AUTH or ADMIN_USER_PASSWORD_AUTH. An unknown user name costs the same reads, the
 * same hash and the same write as a known one, unless the pool has a function that may know the user. A device that the
 * user does not have is refused before the password is judged.
 */
export async function signInWithPassword(
  call: ClientCall,
  parameters: Readonly<Record<string, string>>,
): Promise<SignInResult> {
  const password = requiredParameter(parameters, 'PASSWORD');
  return judgePassword(call, await findOrMigrate(call, parameters, password), password);
}

/**
 * Judges the password with which a sign-in begins, and ends the step. The pool's function may refuse the attempt before
 * that, which is no guess.
 */
export async function judgePassword(call: ClientCall, signer: Signer, password: string): Promise<SignInResult> {
  const { asked, signIn, found, attempts, device, isUnknownDevice, isCounted } = signer;
  const rules = guessRules(call, found.user);
  if (isCounted) {
    await preAuthentication(call, asked, undefined);
    await isPassword(call, found, password);
    return rules.wrong();
  }
  return concludeGuess(
    call,
    { signIn, user: found.user, device },
    {
      proves: 'PASSWORD',
      rules,
      seen: attempts,
      judge: async () => {
        // This error comes first, whether or not there is such a user, so that it tells nothing of the password.
        if (isUnknownDevice) return failUnknownDevice();
        await preAuthentication(call, asked, found.user);
        return (await isPassword(call, found, password)) ? {} : undefined;
      },
      afterwards: (user) => withCurrentHash(call, user, password),
    },
  );
}

/** Returns whether the user who was found has this password. It takes the same time for a name that leads to nobody. */
export function isPassword({ deps }: ClientCall, found: MaybeUser, password: string): Promise<boolean> {
  return deps.hasher.verify(password, foundCredentials(deps.keys, found)?.password);
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
 * Replaces the hash of a password that has just proved right, if the hash is outdated, and returns the user. If the user
 * changed in the meantime or an error occurs, this is left to a later sign-in, since this one is already committed.
 */
export async function withCurrentHash(call: ClientCall, user: User, password: string): Promise<User> {
  const { deps, pool } = call;
  const credentials = openCredentials(deps.keys, user);
  if (!credentials || !deps.hasher.outdated(credentials.password)) return user;
  const { history } = credentials;
  try {
    const rehashed = { ...(await newCredentials(call, user, password)), history };
    const after = { ...user, sealedCredentials: sealCredentials(deps.keys, user, rehashed) };
    if (!(await deps.records.commit([{ op: 'update', kind: 'user', before: user, after }]))) {
      return { ...after, version: user.version + 1 };
    }
  } catch (error) {
    deps.logger.warn('password.not-rehashed', {
      poolId: pool.id,
      error: error instanceof Error ? error.name : 'unknown',
    });
  }
  return user;
}
