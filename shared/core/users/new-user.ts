import type { PoolCall } from '#core/call.ts';
import { newSub } from '#core/ids.ts';
import type { Unversioned } from '#ports/records.ts';
import { type Writer, withAttributes } from './sign-in-names.ts';
import type { Attributes, UserStatus } from './user.ts';

/**
 * Makes a user with its names and without a password, and does not store it. Throws InvalidParameterException for a
 * name that can't be a sign-in name, and for attributes that are too large.
 */
export function newUser(
  { deps: { clock, random }, pool }: PoolCall,
  given: {
    /**
     * The name that the caller gives the user. In pools whose user names are e-mail addresses or phone numbers, the sub
     * takes its place.
     */
    readonly username: string;
    readonly attributes: Attributes;
    readonly status: UserStatus;
    readonly writer: Writer;
  },
): Unversioned<'user'> {
  const now = clock.now();
  const sub = newSub(random.bytes);
  const user: Unversioned<'user'> = {
    poolId: pool.id,
    sub,
    username: pool.usernameAttributes.length > 0 ? sub : given.username,
    attributes: {},
    enabled: true,
    status: given.status,
    createdAt: now,
    modifiedAt: now,
    names: [],
    signOutEpoch: 0,
    stamp: random.uuid(),
  };
  return withAttributes(pool, user, given.attributes, given.writer);
}
