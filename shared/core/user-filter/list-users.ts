import type { PoolCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import { schemaAttribute } from '#core/pools/schema.ts';
import { looksLikeSub } from '#core/users/names.ts';
import type { User } from '#core/users/user.ts';
import type { Page, Records } from '#ports/records.ts';
import { parseUserFilter } from './parse.ts';

/** Throws InvalidParameterException when a requested attribute is not in the schema. */
export function checkRequested(pool: Pool, names: readonly string[]): void {
  checkAttributes(names, (name) => schemaAttribute(pool, name) !== undefined);
}

/** The page of a search that a caller asks for. A token is valid only for the same pool, filter and attributes. */
export type UserSearch = {
  readonly filter: string;
  /** The attributes that the caller asks for; an empty list means all. */
  readonly attributes: readonly string[];
  readonly limit: number;
  readonly token?: string | undefined;
};

/**
 * Returns a page of the pool's users that match the filter, in the order of the attribute that it names. It takes two
 * round trips however many users there are, or one where the filter names a sub. Throws InvalidParameterException for a
 * filter that can't be parsed, a token of another search, or an attribute that a user of the page does not have.
 */
export async function listUsers(
  { deps: { records }, pool }: PoolCall,
  { filter: text, attributes, limit, token }: UserSearch,
): Promise<Page<User>> {
  const filter = parseUserFilter(pool, text);
  const page =
    filter?.attribute === 'sub' && filter.operator === '='
      ? await userOfSub(records, pool.id, filter.value, token)
      : await records.list('users', { poolId: pool.id, filter }, { limit, token, boundTo: attributes });
  for (const user of page.values) {
    checkAttributes(attributes, (name) => name === 'sub' || Object.hasOwn(user.attributes, name));
  }
  return page;
}

async function userOfSub(records: Records, poolId: string, sub: string, token?: string): Promise<Page<User>> {
  // A search that can find only one user gives no token.
  if (token !== undefined) fail('InvalidParameterException', 'Invalid pagination token given.');
  if (!looksLikeSub(sub)) return { values: [] };
  const { user } = await records.read({ user: { kind: 'user', id: { poolId, sub } } });
  return { values: user ? [user] : [] };
}

function checkAttributes(names: readonly string[], exists: (name: string) => boolean): void {
  if (!names.every(exists)) fail('InvalidParameterException', 'One or more requested attributes do not exist.');
}
