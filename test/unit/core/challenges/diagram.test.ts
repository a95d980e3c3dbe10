import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CHALLENGES } from '#core/challenges/challenges.ts';
import { CHOICES } from '#core/challenges/choices.ts';
import { ADMIN_FLOWS, PUBLIC_FLOWS } from '#core/challenges/initiate.ts';
import { TRANSITIONS } from '#core/challenges/next.ts';

const DOC = join(import.meta.dirname, '../../../../docs/sign-in.md');

/** What docs/sign-in.md shows, made of the tables that decide. */
function diagram(): string {
  const challenges = Object.values(CHALLENGES);
  const vouched = challenges.flatMap((challenge) =>
    'vouches' in challenge ? [{ name: challenge.name, factor: challenge.vouches }] : [],
  );
  const factors = [
    ...new Set([...challenges.flatMap(({ proves }) => proves ?? []), ...vouched.map(({ factor }) => factor)]),
  ];
  const state = (name: string) => (factors.some((factor) => factor === name) ? `passed_${name}` : name);
  const begins = Object.entries({ ...PUBLIC_FLOWS, ...ADMIN_FLOWS }).flatMap(([flow, { leadsTo }]) =>
    leadsTo ? `[*] --> ${state(leadsTo)}: ${flow}` : [],
  );
  const proofs = challenges.flatMap(({ name, proves }) => (proves ? `${name} --> ${state(proves)}: right answer` : []));
  const vouching = vouched.map(
    ({ name, factor }) => `${name} --> ${state(factor)}: the functions of the pool issue tokens`,
  );
  const choices = CHOICES.map(
    ({ name, factor, leadsTo }) => `SELECT_CHALLENGE --> ${leadsTo ?? state(factor)}: ${name}`,
  );
  const followings = TRANSITIONS.flatMap(({ to, after, when }) =>
    after.flatMap((factor) => [
      `${state(factor)} --> ${to.name}: ${when}`,
      // The right answer to a guessed challenge leads to its own factor, which is among the proofs.
      ...(to.proves ? [] : [`${to.name} --> ${('leadsTo' in to && to.leadsTo) || state(factor)}: done`]),
    ]),
  );
  const ends = factors.map((factor) => `${state(factor)} --> tokens: nothing else is due`);
  const lines = [...new Set([...begins, ...choices, ...proofs, ...vouching, ...followings, ...ends, 'tokens --> [*]'])];
  return ['```mermaid', 'stateDiagram-v2', ...lines.map((line) => `    ${line}`), '```'].join('\n');
}

it('docs/sign-in.md has the diagram of the tables', () => {
  const [shown] = /```mermaid\n[^`]*```/.exec(readFileSync(DOC, 'utf8')) ?? [];
  expect(shown).toBe(diagram());
});
