import { CognitoError } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { Clock } from '#ports/clock.ts';
import type { Change, Lost, Records } from '#ports/records.ts';
import { withNames } from './names.ts';

/** What a user is told whose e-mail or phone number another has verified before. */
export function aliasTaken(name: NonNullable<Lost['name']>): CognitoError {
  return new CognitoError('AliasExistsException', `An account with the ${name.kind} already exists.`);
}

/**
 * The step by which an alias leaves the user who has it: the attribute stays and is no longer verified. undefined when
 * nobody has it any more. Throws AliasExistsException when it is not the attribute that makes the name its owner's.
 * Source: ForceAliasCreation in https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html
 */
export async function releaseAlias(
  deps: { readonly records: Records; readonly clock: Clock },
  pool: Pool,
  name: NonNullable<Lost['name']>,
): Promise<Change | undefined> {
  const { pointer } = await deps.records.read({
    pointer: { kind: 'name', id: { poolId: pool.id, name: name.value } },
  });
  if (!pointer) return undefined;
  const { owner } = await deps.records.read({ owner: { kind: 'user', id: { poolId: pool.id, sub: pointer.sub } } });
  // The name may have moved on between the two reads; whoever has it now is not this user.
  if (!owner?.names.some((own) => own.value === name.value)) return undefined;
  const attributes = { ...owner.attributes, [`${name.kind}_verified`]: 'false' };
  const after = withNames(pool, { ...owner, attributes, modifiedAt: deps.clock.now() });
  if (after.names.some((own) => own.value === name.value)) throw aliasTaken(name);
  return { op: 'update', kind: 'user', before: owner, after };
}
