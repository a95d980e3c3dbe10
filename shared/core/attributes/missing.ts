import type { Pool } from '#core/pools/pool.ts';
import { isNeeded } from '#core/pools/schema.ts';
import type { User } from '#core/users/user.ts';

/** The names of attributes that a user is without and can't be, in the order of the schema. */
export function missingAttributes({ schema }: Pool, { attributes }: Pick<User, 'attributes'>): readonly string[] {
  return schema.filter((attribute) => isNeeded(attribute) && !attributes[attribute.name]).map(({ name }) => name);
}
