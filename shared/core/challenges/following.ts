import { isReadable } from '#core/attributes/rights.ts';
import type { ClientCall } from '#core/call.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { User } from '#core/users/user.ts';
import type { ChallengeName } from './flow.ts';

/** A challenge that may follow a first factor. */
export type FollowingChallenge = {
  readonly name: ChallengeName;
  /** Whether a user who has passed everything before must pass this too. */
  readonly isRequired: (user: User) => boolean;
  /** ChallengeParameters beside USER_ID_FOR_SRP. */
  readonly parameters: (call: ClientCall, user: User) => Readonly<Record<string, string>>;
};

/** In NEW_PASSWORD_REQUIRED, attributes are named with this in front. */
export const ATTRIBUTE_PREFIX = 'userAttributes.';

/** For users whose password is an administrator's: they must choose their own, and give what the pool requires. */
const newPasswordRequired: FollowingChallenge = {
  name: 'NEW_PASSWORD_REQUIRED',
  isRequired: (user) => user.status === 'FORCE_CHANGE_PASSWORD',
  parameters: ({ pool, client }, user) => {
    const readable = Object.entries(user.attributes).filter(([name]) => isReadable(client, pool, name));
    return {
      requiredAttributes: JSON.stringify(missingAttributes(pool, user).map((name) => ATTRIBUTE_PREFIX + name)),
      userAttributes: JSON.stringify(Object.fromEntries(readable)),
    };
  },
};

export function missingAttributes(pool: Pool, user: Pick<User, 'attributes'>): readonly string[] {
  return pool.schema
    .filter(({ name, required }) => required && name !== 'sub' && !user.attributes[name])
    .map(({ name }) => name);
}

/** In the order in which they are asked. */
export const FOLLOWING: readonly FollowingChallenge[] = [newPasswordRequired];
