import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { OMITTED } from '#core/clients/omitted.ts';
import { clientsRequests } from '#protocol/schema/clients.ts';

const document = readFileSync(new URL('../../../../docs/updates.md', import.meta.url), 'utf8');
const capital = (name: string) => name.slice(0, 1).toUpperCase() + name.slice(1);
const rows = Object.entries(OMITTED).map(([name, row]) => ({ member: capital(name), ...row }));

it('docs/updates.md has the table that the code reads', () => {
  const [, section = ''] = document.split('\n## UpdateUserPoolClient\n');
  const shown = section.split('\n## ')[0]!.split('\n');
  expect(shown.filter((line) => line.startsWith('|'))).toEqual([
    '| omitted member | Ownpool | AWS | known from, or reason of the choice |',
    '|---|---|---|---|',
    ...rows.map(({ member, omitted, aws, source }) => `| ${member} | ${omitted} | ${aws} | ${source} |`),
  ]);
});

it('has a row for every member of the request but those that name the client, and no other', () => {
  const { UserPoolId: _, ClientId: __, ...members } = clientsRequests.UpdateUserPoolClient;
  expect(rows.map(({ member }) => member).sort()).toEqual(Object.keys(members).sort());
});
