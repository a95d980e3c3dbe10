import type { PoolCall } from '#core/call.ts';
import { openDecoyCredentials } from '#core/decoys/decoy.ts';
import { type Forms, fromForm, inForm } from '#core/keys/forms.ts';
import { poolSuffix } from '#core/pools/pool.ts';
import { newSalt, verifier } from '#core/srp/srp.ts';
import type { MaybeUser } from '#core/users/find.ts';
import { srpUserId } from '#core/users/names.ts';
import type { User } from '#core/users/user.ts';
import type { PasswordHash } from '#ports/hasher.ts';
import type { Keys } from '#ports/keys.ts';
import type { Unversioned } from '#ports/records.ts';

/** What a password is checked with: its hash, and salt and verifier for SRP (hex). Never leaves its envelope unsealed. */
export type Credentials = {
  readonly password: PasswordHash;
  readonly srp?: { readonly salt: string; readonly verifier: string };
  /** Passwords before this one, newest first; see history.ts. */
  readonly history?: readonly PasswordHash[];
};

type Owner = Pick<User, 'poolId' | 'sub'>;
const context = ({ poolId, sub }: Owner): string => `user-credentials|${poolId}|${sub}`;
const FORMS: Forms<Credentials> = { form: 1 };

export function sealCredentials(keys: Keys, owner: Owner, credentials: Credentials): string {
  return keys.seal('credentials', context(owner), inForm(FORMS, JSON.stringify(credentials))).toString('base64');
}

/** undefined for a user without a password, and for credentials that were moved here from another user. */
export function openCredentials(keys: Keys, user: User | undefined): Credentials | undefined {
  if (!user?.sealedCredentials) return undefined;
  const plain = keys.open('credentials', context(user), Buffer.from(user.sealedCredentials, 'base64'));
  return plain && fromForm(FORMS, plain);
}

/** It has about the size of sealed credentials, names the first data key, and is opened for a user who has none. */
const NOTHING = Buffer.alloc(1200, 1);

/** The credentials of a user who was looked for; undefined for nobody, after as much work. */
export function foundCredentials(keys: Keys, { user, decoy }: MaybeUser): Credentials | undefined {
  if (user?.sealedCredentials) return openCredentials(keys, user);
  if (user) keys.open('credentials', context(user), NOTHING);
  else if (decoy) openDecoyCredentials(keys, decoy);
  return undefined;
}

/** The credentials of a password, without a history: one argon2id hash and one modular exponentiation. */
export async function newCredentials(
  { deps, pool }: PoolCall,
  owner: Pick<User, 'username'>,
  password: string,
): Promise<Credentials> {
  const salt = newSalt(deps.random.bytes);
  const userId = srpUserId(pool, owner.username);
  const v = verifier({ poolName: poolSuffix(pool.id), userId, password, salt });
  return { password: await deps.hasher.hash(password), srp: { salt, verifier: v.toString('hex') } };
}

/** A user who had no password before, with this one. */
export async function withPassword(
  call: PoolCall,
  user: Unversioned<'user'>,
  password: string,
): Promise<Unversioned<'user'>> {
  const credentials = await newCredentials(call, user, password);
  return { ...user, sealedCredentials: sealCredentials(call.deps.keys, user, credentials) };
}
