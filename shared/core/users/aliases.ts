import type { PoolCall } from '#core/call.ts';
import { CognitoError } from '#core/errors.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import type { Change, Conflict } from '#ports/records.ts';
import { allNamesOf } from './names.ts';
import { withAttributes } from './sign-in-names.ts';
import type { Attributes, OwnName, User } from './user.ts';

/** Returns the error for a user whose e-mail address or phone number another user has verified before. */
export function aliasTaken(name: NonNullable<Conflict['name']>): CognitoError {
  return new CognitoError('AliasExistsException', `An account with the ${name.kind} already exists.`);
}

/** The changes that take contested names from their users, or the first name that its user keeps. */
export type Released = { readonly changes: readonly Change[]; readonly kept?: OwnName };

/**
 * Takes names from the users who have them, for the commit of a user who has just proved to have that e-mail address or
 * phone number. A name that is a user's preferred_username is always taken, and the preferred_username is removed. A
 * name that a user has verified before is taken only with `force`: the attribute stays and is no longer verified. A
 * user who has two of the names gets one change. A name that no user has any more needs none, and neither does one
 * that is not among the names that the taker is going to be stored with.
 * Source: ForceAliasCreation in
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html
 */
export async function releaseNames(
  { deps: { records, clock }, pool, audit }: PoolCall,
  taker: Pick<User, 'names'>,
  contested: readonly OwnName[],
  { force }: { readonly force: boolean },
): Promise<Released> {
  const owners = new Map<string, { readonly before: User; readonly after: User }>();
  for (const name of contested.filter((one) => hasName(taker, one))) {
    const { pointer } = await records.read({ pointer: { kind: 'name', id: { poolId: pool.id, name: name.value } } });
    if (!pointer) continue;
    const { sub } = pointer;
    const { user } = await records.read({ user: { kind: 'user', id: { poolId: pool.id, sub } } });
    const owner = owners.get(sub) ?? (user && { before: user, after: user });
    // The name may move to another user between the two reads, and then this user no longer has it.
    if (!owner || !hasName(owner.after, name)) continue;
    const after = withAttributes(pool, owner.after, withoutName(pool, owner.after, name, force), 'service');
    if (hasName(after, name)) return { changes: [], kept: name };
    owners.set(sub, { before: owner.before, after: { ...after, modifiedAt: clock.now() } });
  }
  audit.others = owners.size > 0 ? [...owners.keys()] : undefined;
  return { changes: [...owners.values()].map((owner) => ({ op: 'update', kind: 'user', ...owner })) };
}

function hasName(user: Pick<User, 'names'>, name: OwnName): boolean {
  return user.names.some((own) => own.value === name.value);
}

/** Returns a user's attributes after the name is taken from them, as far as that is allowed. */
function withoutName(pool: Pool, user: User, name: OwnName, force: boolean): Attributes {
  const attributes = { ...user.attributes };
  if (!isContact(name.kind)) return attributes;
  for (const { kind, value } of allNamesOf(pool, user)) {
    if (value !== name.value) continue;
    if (kind === 'preferred_username') delete attributes[kind];
    if (force && kind === name.kind && pool.aliasAttributes.some((alias) => alias === kind)) {
      attributes[`${kind}_verified`] = 'false';
    }
  }
  return attributes;
}

function isContact(kind: OwnName['kind']): kind is ContactAttribute {
  return kind === 'email' || kind === 'phone_number';
}
