import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { checkPassword } from '#core/password/policy.ts';
import type { PasswordPolicy } from '#core/pools/pool.ts';
import { RULE_CHECKS } from '#ui/scripts/password-rules.ts';

const LAX: PasswordPolicy = {
  minimumLength: 6,
  requireUppercase: false,
  requireLowercase: false,
  requireNumbers: false,
  requireSymbols: false,
  temporaryPasswordValidityDays: 7,
};
/** Each rule of the page, a policy that has only this one, and what the API says of a password that breaks it. */
const RULES: readonly [rule: string, policy: Partial<PasswordPolicy>, text: string][] = [
  ['length', { minimumLength: 8 }, 'not long enough'],
  ['uppercase', { requireUppercase: true }, 'uppercase'],
  ['lowercase', { requireLowercase: true }, 'lowercase'],
  ['number', { requireNumbers: true }, 'numeric'],
  ['symbol', { requireSymbols: true }, 'symbol'],
];
/** A sample of each kind of text, around which something stands so that only the rule in question may break. */
const SAMPLES = [
  ...Array.from({ length: 0x80 - 0x20 }, (_, index) => String.fromCharCode(0x20 + index)),
  ...['ä', 'Ä', 'ß', 'é', 'Ω', 'я', 'Я', '日', '١', '４', '€', '§', '“', '\u00a0', '\u3000', '\u{1f600}', '\u{1d400}'],
  ...['\u{1f600}\u{1f600}', 'a\u0301', '\u200d', '\t'],
];
const AROUND = ['xxxxxx', 'XXXXXX', '111111', '日日日日日日', '日日日日日', '日日日日日日日', '\u{1f600}'.repeat(7)];
const PASSWORDS = SAMPLES.flatMap((sample) =>
  AROUND.flatMap((text) => [`${text}${sample}${text}`, `${sample}${text}`, `${text}${sample}`]),
).concat(['', ' ', '  ', '   ', 'a b', ' a', 'a ', 'aaaaaaa', 'aaaaaaaa', ' '.repeat(8), 'a  b', 'aaa\n bbb']);

const checks: Record<string, (password: string, least: number) => boolean> = runInNewContext(`(${RULE_CHECKS})`);

function isRefused(password: string, policy: PasswordPolicy, text: string): boolean | undefined {
  try {
    checkPassword(password, policy, 'signingUp');
    return false;
  } catch (error) {
    // Another rule comes first.
    return String(error).includes(text) ? true : undefined;
  }
}

describe('the rules of a password on the page', () => {
  it.each(RULES)('are those of the service: %s', (rule, policy, text) => {
    const seen = { refused: 0, taken: 0 };
    for (const password of PASSWORDS) {
      const refused = isRefused(password, { ...LAX, ...policy }, text);
      if (refused === undefined) continue;
      seen[refused ? 'refused' : 'taken']++;
      expect([password, checks[rule]?.(password, 8)]).toEqual([password, !refused]);
    }
    expect(Math.min(seen.refused, seen.taken)).toBeGreaterThan(20);
  });

  it('has no other checks', () => {
    expect(Object.keys(checks)).toEqual(RULES.map(([rule]) => rule));
  });
});
