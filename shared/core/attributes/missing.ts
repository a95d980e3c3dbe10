import type { Pool } from '#core/pools/pool.ts';
import { isNeeded } from '#core/pools/schema.ts';
import type { User } from '#core/users/user.ts';

/** Returns the names of the attributes that every user needs and this user lacks, in the order of the schema. */
export function missingAttributes({ schema }: Pool, { attributes }: Pick<User, 'attributes'>): readonly string[] {
  return schema.filter((attribute) => isNeeded(attribute) && !attributes[attribute.name]).map(({ name }) => name);
}
