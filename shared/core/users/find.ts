import type { PoolCall } from '#core/call.ts';
import { type Decoy, decoyRef, openDecoyName, openDecoyUser } from '#core/decoys/decoy.ts';
import { fail } from '#core/errors.ts';
import type { ReadResult, Ref } from '#ports/records.ts';
import { imaginarySub, looksLikeSub, normaliseName } from './names.ts';
import type { User } from './user.ts';

/** A user who was looked up, or the decoy that was read in place of an unknown one. */
export type MaybeUser = { readonly user: User | undefined; readonly decoy?: Decoy | undefined };

type Refs = Readonly<Record<string, Ref | undefined>>;

export type Found<R extends Refs> = MaybeUser & {
  /** The user's sub, or the imaginary sub of a name that leads to no user. */
  readonly sub: string;
  /** The other records that the caller asked for. */
  readonly more: ReadResult<R>;
};

/**
 * Finds a user by any of its sign-in names or its sub, together with records that are read by the sub. It takes two
 * round trips, whether or not the name leads to a user. For an unknown name it reads and opens as many bytes as for a
 * known one: those of the user and of the name itself.
 */
export async function findUser<R extends Refs>(
  { deps, pool, audit }: PoolCall,
  username: string,
  more: (sub: string) => R,
): Promise<Found<R>> {
  const name = normaliseName(pool, username);
  // The sub is made for every name, so that an unknown name takes no longer.
  const imaginary = imaginarySub(deps.keys, pool.id, name);
  const bySub = looksLikeSub(username);
  const userOf = (sub: string): Ref<'user'> => ({ kind: 'user', id: { poolId: pool.id, sub } });
  const { pointer, own } = await deps.records.read({
    pointer: { kind: 'name', id: { poolId: pool.id, name } },
    own: bySub ? userOf(username) : undefined,
  });
  const sub = pointer?.sub ?? (bySub ? username : imaginary);
  const isNobody = !pointer && !own;
  const read = await deps.records.read({
    ...more(sub),
    // A user who was found by the sub is read again, so that every name costs the same kind of reads.
    named: isNobody ? undefined : userOf(sub),
    decoy: isNobody ? decoyRef(pool.id, imaginary) : undefined,
  });
  const decoy = read.decoy as Decoy | undefined;
  // A user who is found by a name is opened with that name, and one who is found by the sub is opened twice.
  if (!bySub) openDecoyName(deps.keys, decoy);
  else if (decoy) openDecoyUser(deps.keys, decoy);
  const named = read.named as User | undefined;
  // A name may move to another user between the two reads, so only a user that still has it counts.
  const isStill = !pointer || named?.names.some((one) => one.value === name);
  const user = isStill ? named : undefined;
  audit.sub = user?.sub;
  return { sub, user, decoy, more: read as ReadResult<R> };
}

/** Finds the user of an admin operation. Throws UserNotFoundException. */
export async function findUserOrFail(call: PoolCall, username: string): Promise<User> {
  const { user } = await findUser(call, username, () => ({}));
  return user ?? fail('UserNotFoundException');
}
