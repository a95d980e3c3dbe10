import { foldCase } from '#core/fold-case.ts';
import type { User } from '#core/users/user.ts';
import { type SearchAttribute, searchValue } from './search-values.ts';

/** Which users are searched for: those whose value is the given one (`=`), or begins with it (`^=`). */
export type UserFilter = {
  readonly attribute: SearchAttribute;
  readonly operator: '=' | '^=';
  readonly value: string;
  readonly ignoreCase: boolean;
};

/**
 * Whether the user, as stored, is one of those. Unicode spellings of the same characters (NFC) don't differ. The index is
 * in order of what foldCase makes of values, so that by this form, too, a value has to begin with what is asked for.
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
