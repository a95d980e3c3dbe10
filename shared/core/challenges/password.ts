import type { ClientCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { fail } from '#core/errors.ts';
import { type Attempts, attemptsRef, type GuessRules, PASSWORD_GUESSES } from '#core/guesses/attempts.ts';
import { foundCredentials, newCredentials, openCredentials, sealCredentials } from '#core/password/credentials.ts';
import { findUser, type MaybeUser } from '#core/users/find.ts';
import type { User } from '#core/users/user.ts';
import { NO_STAMP, newSignIn, type SignIn } from './auth-session.ts';
import { concludeGuess } from './driver.ts';
import type { SignInResult } from './ending.ts';
import { requiredParameter } from './parameters.ts';

/**
 * Signs a user in with USER_PASSWORD_AUTH or ADMIN_USER_PASSWORD_AUTH. An unknown user name costs the same reads, the
 * same hash and the same write as a known one.
 */
export async function signInWithPassword(
  call: ClientCall,
  parameters: Readonly<Record<string, string>>,
): Promise<SignInResult> {
  const username = requiredParameter(parameters, 'USERNAME');
  const password = requiredParameter(parameters, 'PASSWORD');
  const { pool } = call;
  const found = await findUser(call, username, (sub) => ({
    attempts: attemptsRef(PASSWORD_GUESSES, { poolId: pool.id, sub }),
  }));
  const { sub, user, more } = found;
  const signIn = newSignIn(call, {
    sub,
    asked: username,
    username: user?.username ?? username,
    stamp: user?.stamp ?? NO_STAMP,
  });
  return judgePassword(call, { signIn, found, seen: more.attempts }, password);
}

/** Judges the password with which a sign-in begins, and ends the step. */
export function judgePassword(
  call: ClientCall,
  { signIn, found, seen }: { readonly signIn: SignIn; readonly found: MaybeUser; readonly seen: Attempts | undefined },
  password: string,
): Promise<SignInResult> {
  return concludeGuess(
    call,
    { signIn, user: found.user, device: undefined },
    {
      proves: 'PASSWORD',
      rules: guessRules(call, found.user),
      seen,
      judge: async () => ((await isPassword(call, found, password)) ? {} : undefined),
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
