import { foldCase } from '#core/fold-case.ts';
import type { User } from '#core/users/user.ts';
import { type SearchAttribute, searchValue } from './search-values.ts';

/** A filter for users whose value is the given one (`=`) or begins with it (`^=`). */
export type UserFilter = {
  readonly attribute: SearchAttribute;
  readonly operator: '=' | '^=';
  readonly value: string;
  readonly ignoreCase: boolean;
};

/**
 * Tells whether a stored user matches the filter. Unicode spellings of the same characters (NFC) do not differ. The
 * index is in the order of the values after foldCase, so a value must match in that form too.
 */
export function matchesFilter(filter: UserFilter, user: User): boolean {
  const found = searchValue(user, filter.attribute);
  if (found === undefined) return false;
  const forms = filter.ignoreCase ? [foldCase] : [foldCase, (text: string) => text.normalize('NFC')];
  return forms.every((form) => {
    const [own, wanted] = [form(found), form(filter.value)];
    return filter.operator === '=' ? own === wanted : own.startsWith(wanted);
  });
}
