import type { PoolCall } from '#core/call.ts';
import { openDecoyCredentials } from '#core/decoys/decoy.ts';
import { type Forms, fromForm, inForm } from '#core/keys/forms.ts';
import { poolSuffix } from '#core/pools/pool.ts';
import { newSalt, verifier } from '#core/srp/srp.ts';
import type { MaybeUser } from '#core/users/find.ts';
import { srpUserId } from '#core/users/names.ts';
import type { User } from '#core/users/user.ts';
import type { PasswordHash } from '#ports/hasher.ts';
import type { Keyring } from '#ports/keys.ts';
import type { Unversioned } from '#ports/records.ts';

/**
 * The values that a password is checked against: its hash, and the salt and verifier for SRP in hex. Credentials are
 * stored only in sealed form.
 */
export type Credentials = {
  readonly password: PasswordHash;
  readonly srp?: { readonly salt: string; readonly verifier: string };
  /** The hashes of previous passwords, newest first (history.ts). */
  readonly history?: readonly PasswordHash[];
};

type Owner = Pick<User, 'poolId' | 'sub'>;
const context = ({ poolId, sub }: Owner): string => `user-credentials|${poolId}|${sub}`;
const FORMS: Forms<Credentials> = { form: 1 };

/** Seals credentials for the record of their owner, in base64. */
export function sealCredentials(keys: Keyring, owner: Owner, credentials: Credentials): string {
  return keys.seal('credentials', context(owner), inForm(FORMS, JSON.stringify(credentials))).toString('base64');
}

/**
 * Opens the credentials of a user. Returns undefined for a user without a password, and for credentials that were
 * copied from the record of another user.
 */
export function openCredentials(keys: Keyring, user: User | undefined): Credentials | undefined {
  if (!user?.sealedCredentials) return undefined;
  const plain = keys.open('credentials', context(user), Buffer.from(user.sealedCredentials, 'base64'));
  return plain && fromForm(FORMS, plain);
}

/** This envelope has about the size of sealed credentials, and names the first data key. It is not authentic. */
const NOTHING = Buffer.alloc(1200, 1);

/**
 * Opens the credentials of the user that a search found. If it found none, or a user without a password, something else
 * of about the same size is opened, which takes as long, and undefined is returned.
 */
export function foundCredentials(keys: Keyring, { user, decoy }: MaybeUser): Credentials | undefined {
  if (user?.sealedCredentials) return openCredentials(keys, user);
  if (user) keys.open('credentials', context(user), NOTHING);
  else if (decoy) openDecoyCredentials(keys, decoy);
  return undefined;
}

/**
 * Makes the credentials for a password, without a history. This takes one argon2id hash and one modular exponentiation.
 */
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

/** Returns a user who had no password before with this password. */
export async function withPassword(
  call: PoolCall,
  user: Unversioned<'user'>,
  password: string,
): Promise<Unversioned<'user'>> {
  const credentials = await newCredentials(call, user, password);
  return { ...user, sealedCredentials: sealCredentials(call.deps.keys, user, credentials) };
}
