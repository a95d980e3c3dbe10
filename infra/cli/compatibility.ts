import { OPERATIONS } from '#functions/operations.ts';
import { BUILT } from '#infra/built.ts';

type Group = { readonly name: string; readonly operations: readonly string[]; readonly built: ReadonlySet<string> };

function groups(): readonly Group[] {
  const built = new Set(BUILT.map(({ name }) => name));
  const names = new Map<string, string[]>();
  for (const [name, { group }] of Object.entries(OPERATIONS)) names.set(group, [...(names.get(group) ?? []), name]);
  return [...names].map(([name, operations]) => ({
    name,
    operations,
    built: new Set(operations.filter((operation) => built.has(operation))),
  }));
}

/** Returns README's table, with one row per group. `npm run operations -- --summary` prints it. */
export function compatibilitySummary(): string {
  const rows = groups().map(({ name, operations, built }) => `| ${name} | ${built.size} | ${operations.length} |`);
  return [
    `${BUILT.length} of ${Object.keys(OPERATIONS).length} operations are built.`,
    '',
    '| group | built | all |',
    '|---|---|---|',
    ...rows,
  ].join('\n');
}

/**
 * Returns the tables of docs/compatibility.md, with one row per operation. `npm run operations -- --markdown` prints
 * them.
 */
export function compatibilityTables(): string {
  const tables = groups().map(({ name, operations, built }) =>
    [
      `## ${name}`,
      '',
      `${built.size} of ${operations.length} operations are built.`,
      '',
      '| operation | state |',
      '|---|---|',
      ...operations.map((operation) => `| ${operation} | ${built.has(operation) ? 'built' : 'missing'} |`),
    ].join('\n'),
  );
  return tables.join('\n\n');
}
