import type { ClientCall } from '#core/call.ts';
import { USERNAME_FORM } from '#core/constraints/forms.ts';
import { brokenStringRules } from '#core/constraints/strings.ts';
import { isLocked, PASSWORD_GUESSES, refuseLocked } from '#core/guesses/attempts.ts';
import { countWrong, guardedCommit } from '#core/guesses/guarded.ts';
import { migrateUser } from '#core/sign-up/migrate.ts';
import { userMigration } from '#core/triggers/user-migration.ts';
import { requiredParameter } from './parameters.ts';
import { findSigner, type Signer } from './signer.ts';

/**
 * Begins a sign-in with a password like findSigner. If the name leads to nobody, the pool's function may know the user,
 * who is then created with this password. The function judges the password, so that its answer is a guess like any
 * other: it is not asked while the name is locked, and whatever it says but yes is counted before the client learns of it.
 * It is not asked either about a name that no user can have: a directory that ignores blanks would take each spelling for
 * the same user, and each would have guesses of its own.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-import-using-lambda.html
 */
export async function findOrMigrate(
  call: ClientCall,
  parameters: Readonly<Record<string, string>>,
  password: string,
): Promise<Signer> {
  const signer = await findSigner(call, parameters);
  const { signIn, found, attempts, isUnknownDevice } = signer;
  if (found.user || isUnknownDevice || !call.pool.lambdaConfig.userMigration) return signer;
  const username = requiredParameter(parameters, 'USERNAME');
  if (brokenStringRules(USERNAME_FORM, username).length > 0) return signer;
  if (isLocked(attempts, call.began)) refuseLocked(call, PASSWORD_GUESSES);

  const asked = { source: 'UserMigration_Authentication', userName: username, password } as const;
  const answer = await userMigration(call, asked);
  const wrong = () => {
    throw answer?.refusal;
  };
  const guess = {
    guesser: { poolId: signIn.poolId, sub: signIn.sub },
    windows: [{ rules: { ...PASSWORD_GUESSES, wrong }, seen: attempts }],
  } as const;
  if (!answer) {
    await countWrong(call, guess);
    return { ...signer, isCounted: true };
  }
  await guardedCommit(call, { ...guess, judge: () => answer.migrant }, () => []);
  if (answer.migrant) await migrateUser(call, { username, password }, answer.migrant);
  return findSigner(call, parameters);
}
