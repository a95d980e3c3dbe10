import { OMITTED, SETTING_NAMES } from '#core/pools/omitted.ts';

/**
 * Makes the table of docs/updates.md, which says what UpdateUserPool does with the members that a request omits.
 * `npm run operations -- --updates` prints it.
 */
export function updatesTable(): string {
  const rows = SETTING_NAMES.map((name) => {
    const { members, omitted, aws, source } = OMITTED[name];
    return `| ${members.join(', ')} | ${omitted} | ${aws} | ${source} |`;
  });
  return [
    '| omitted member | Ownpool | AWS | known from, or reason of the choice |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}
