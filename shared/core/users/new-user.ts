import { newSub } from '#core/ids.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { Deps } from '#ports/deps.ts';
import type { Attributes } from './attributes.ts';
import { makeCredentials } from './credentials.ts';
import { withNames } from './names.ts';
import type { User, UserStatus } from './user.ts';

/** A user that is not stored yet, with its names and, if a password is given, its credentials. */
export async function newUser(
  deps: Pick<Deps, 'clock' | 'random' | 'keys' | 'hasher'>,
  pool: Pool,
  given: {
    /** As the caller named the user; in pools whose user names are e-mails or phones the sub takes its place. */
    readonly username: string;
    readonly attributes: Attributes;
    readonly status: UserStatus;
    readonly password?: string;
    readonly temporaryPasswordUntil?: number;
  },
): Promise<User> {
  const now = deps.clock.now();
  const sub = newSub(deps.random.bytes);
  const user: User = {
    poolId: pool.id,
    sub,
    username: pool.usernameAttributes.length > 0 ? sub : given.username,
    attributes: { ...given.attributes },
    enabled: true,
    status: given.status,
    createdAt: now,
    modifiedAt: now,
    names: [],
    temporaryPasswordUntil: given.temporaryPasswordUntil,
    signOutEpoch: 0,
    stamp: deps.random.uuid(),
    version: 0,
  };
  const sealedCredentials = given.password ? await makeCredentials(deps, pool, user, given.password) : undefined;
  return withNames(pool, { ...user, sealedCredentials });
}
