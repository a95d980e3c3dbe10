import type { User } from '#core/users/user.ts';
import { foldSearchValue, type SearchAttribute, searchValue } from './search-values.ts';

/** Which users are searched for: those whose value is the given one (`=`), or begins with it (`^=`). */
export type UserFilter = {
  readonly attribute: SearchAttribute;
  readonly operator: '=' | '^=';
  readonly value: string;
  readonly ignoreCase: boolean;
};

/** Whether the user, as stored, is one of those. Unicode spellings of the same characters (NFC) don't differ. */
export function matchesFilter(filter: UserFilter, user: User): boolean {
  const found = searchValue(user, filter.attribute);
  if (found === undefined) return false;
  const form = filter.ignoreCase ? foldSearchValue : (text: string) => text.normalize('NFC');
  const [own, wanted] = [form(found), form(filter.value)];
  return filter.operator === '=' ? own === wanted : own.startsWith(wanted);
}
