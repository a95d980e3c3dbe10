import { fail } from '#core/errors.ts';
import { isCaseSensitive, type Pool } from '#core/pools/pool.ts';
import type { UserFilter } from './filter.ts';
import { SEARCH_ATTRIBUTES, type SearchAttribute } from './search-values.ts';

/** One clause: an attribute, also in quotes, an operator, and a value in quotes; a quote within has a backslash in front. */
const CLAUSE = /^\s*("?)([^\s=^"]+)\1\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/su;

/** The names that users sign in with are compared by the pool's rule of case. */
const NAMES: ReadonlySet<SearchAttribute> = new Set(['username', 'email', 'phone_number', 'preferred_username']);

/**
 * The Filter of ListUsers; undefined for an empty one, which all users match. Throws InvalidParameterException for
 * anything but one clause, and for an attribute that can't be searched for.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-manage-user-accounts.html
 */
export function parseUserFilter(pool: Pool, text: string): UserFilter | undefined {
  if (text.trim() === '') return undefined;
  // What UTF-8 can't write is no attribute's value.
  const [, , name, operator, quoted] = (text.isWellFormed() && CLAUSE.exec(text)) || [];
  if (name === undefined || operator === undefined || quoted === undefined) {
    return fail('InvalidParameterException', 'Error while parsing filter');
  }
  const attribute = SEARCH_ATTRIBUTES.find((candidate) => candidate === name);
  if (!attribute) return fail('InvalidParameterException', `Invalid search attribute: ${name}`);
  return {
    attribute,
    operator: operator === '=' ? '=' : '^=',
    value: quoted.replace(/\\(["\\])/g, '$1'),
    ignoreCase: attribute === 'cognito:user_status' || (NAMES.has(attribute) && !isCaseSensitive(pool)),
  };
}
