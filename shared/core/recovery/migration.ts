import type { ClientCall } from '#core/call.ts';
import type { Attempts } from '#core/guesses/attempts.ts';
import { FORGOT_PASSWORD_LIMIT, spendUse, useChange } from '#core/guesses/limits.ts';
import { migrateUser } from '#core/sign-up/migrate.ts';
import { userMigration } from '#core/triggers/user-migration.ts';

/**
 * Creates the user of a name that leads to nobody, without a password, if the pool's function knows the user. Returns
 * whether there is one now. `sub` stands for the name, and `uses` are the codes that were asked for with it. Throws
 * LimitExceededException for one too many, without asking the function, and the error of a function that refuses the
 * name, which counts as well.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-import-using-lambda.html
 */
export async function migrateForgetful(
  call: ClientCall,
  username: string,
  { sub, uses }: { readonly sub: string; readonly uses: Attempts | undefined },
): Promise<boolean> {
  const { pool } = call;
  if (!pool.lambdaConfig.userMigration) return false;
  const use = { who: { poolId: pool.id, sub }, seen: uses };
  useChange(call, FORGOT_PASSWORD_LIMIT, { ...use, times: 1 });
  const answer = await userMigration(call, { source: 'UserMigration_ForgotPassword', userName: username });
  if (answer?.refusal) {
    await spendUse(call, FORGOT_PASSWORD_LIMIT, { ...use, changes: [] });
    throw answer.refusal;
  }
  if (!answer) return false;
  await migrateUser(call, { username }, answer.migrant);
  return true;
}
