import { fail } from '#core/errors.ts';
import { isCaseSensitive, type Pool } from '#core/pools/pool.ts';
import type { UserFilter } from './filter.ts';
import { SEARCH_ATTRIBUTES, type SearchAttribute } from './search-values.ts';

/**
 * Matches one clause: an attribute, which may be in quotes, an operator, and a value in quotes. A quote within the
 * value has a backslash in front.
 */
const CLAUSE = /^\s*("?)([^\s=^"]+)\1\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/su;

/** Users sign in with these names, so the pool says whether their case counts. */
const NAMES: ReadonlySet<SearchAttribute> = new Set(['username', 'email', 'phone_number', 'preferred_username']);

/**
 * Parses the Filter of ListUsers. Returns undefined for an empty filter, which all users match. Throws
 * InvalidParameterException for anything but one clause, and for an attribute that can't be searched for.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-manage-user-accounts.html
 */
export function parseUserFilter(pool: Pool, text: string): UserFilter | undefined {
  if (text.trim() === '') return undefined;
  // A text that UTF-8 can't encode is not the value of any attribute.
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
