import { OPERATIONS } from '#functions/operations.ts';
import { BUILT } from '#infra/built.ts';

/**
 * Returns README's table of the operations that are built and missing in each group. `npm run operations -- --markdown`
 * prints it.
 */
export function compatibilityTable(): string {
  const built = new Set(BUILT.map(({ name }) => name));
  const groups = new Map<string, string[]>();
  for (const [name, { group }] of Object.entries(OPERATIONS)) groups.set(group, [...(groups.get(group) ?? []), name]);
  const rows = [...groups].map(([group, names]) => {
    const list = (wanted: boolean) => names.filter((name) => built.has(name) === wanted).join(' ');
    return `| ${group} | ${list(true)} | ${list(false)} |`;
  });
  return [
    `${built.size} of ${Object.keys(OPERATIONS).length} operations.`,
    '',
    '| group | built | missing |',
    '|---|---|---|',
    ...rows,
  ].join('\n');
}
