import type { ClientCall } from '#core/call.ts';
import { attemptsRef, isLocked, PASSWORD_GUESSES } from '#core/guesses/attempts.ts';
import { foundCredentials, newCredentials, openCredentials, sealCredentials } from '#core/password/credentials.ts';
import { findUser } from '#core/users/find.ts';
import type { User } from '#core/users/user.ts';
import { requiredParameter } from './parameters.ts';
import { concludeStep, NO_STAMP, newFlow, passwordRules, type SignInResult } from './sign-in.ts';

/**
 * USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH. A name that leads to nobody costs the same reads, the same hash and
 * the same write as one that does.
 */
export async function signInWithPassword(
  call: ClientCall,
  parameters: Readonly<Record<string, string>>,
): Promise<SignInResult> {
  const username = requiredParameter(parameters, 'USERNAME');
  const password = requiredParameter(parameters, 'PASSWORD');
  const { deps, pool, client } = call;
  const found = await findUser(call, username, (sub) => ({
    attempts: attemptsRef(PASSWORD_GUESSES, { poolId: pool.id, sub }),
  }));
  const { sub, user, more } = found;
  if (isLocked(more.attempts, call.began)) PASSWORD_GUESSES.locked();
  const right = await deps.hasher.verify(password, foundCredentials(deps.keys, found)?.password);
  const result = await concludeStep(call, {
    flow: newFlow(call, { sub, asked: username, username: user?.username ?? username, stamp: user?.stamp ?? NO_STAMP }),
    user,
    guess: { seen: more.attempts, right, rules: passwordRules(client, user) },
  });
  await rehash(call, user!, password);
  return result;
}

/**
 * Brings a password that just proved right to today's hash parameters. When the user changed meanwhile, or something goes
 * wrong, another time: the sign-in has been committed.
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
