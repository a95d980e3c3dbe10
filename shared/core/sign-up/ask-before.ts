import type { PoolCall } from '#core/call.ts';
import { preSignUp, type ValidationData } from '#core/triggers/pre-sign-up.ts';
import { failNewName } from '#core/users/create.ts';
import { takenAmong } from '#core/users/taken-names.ts';
import type { Unversioned } from '#ports/records.ts';

/**
 * Asks the pool's function, if there is one, about a user whom an administrator is about to create. The function can only
 * refuse: what it decides about confirmation is ignored. It is not asked about a user whose name is taken. Throws
 * UsernameExistsException and what preSignUp throws.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
 */
export async function askBeforeCreating(
  call: PoolCall,
  user: Unversioned<'user'>,
  validationData: ValidationData | undefined,
): Promise<void> {
  const { pool } = call;
  if (!pool.lambdaConfig.preSignUp) return;
  const isOnlyName = ({ kind }: { readonly kind: string }) =>
    kind === 'username' || pool.usernameAttributes.some((attribute) => attribute === kind);
  // An alias may be taken from its owner (ForceAliasCreation), which the commit decides.
  const taken = await takenAmong(call, { poolId: pool.id, names: user.names.filter(isOnlyName) });
  if (taken) failNewName(pool, taken);
  await preSignUp(call, 'PreSignUp_AdminCreateUser', { user, attributes: user.attributes, validationData });
}
