import type { PasswordPolicy } from '#core/pools/pool.ts';

type RandomInteger = (max: number) => number;

// People copy these passwords from paper and from screens, so the alphabets leave out 0, O, 1, l and I.
const UPPER = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const LOWER = 'abcdefghijkmnopqrstuvwxyz';
const DIGITS = '23456789';
// None of these has a meaning in HTML, in a template ({####}), in a replacement text ($&) or at the end of a sentence.
const SYMBOLS = '@%+=-_*^/';

/**
 * Twelve characters of these alphabets have over 60 bits, which is far more than the lock-out allows anybody to guess
 * in a lifetime.
 */
const SHORTEST = 12;

function pick(alphabet: string, random: RandomInteger): string {
  return alphabet[random(alphabet.length)]!;
}

/** Returns a copy of `items` in random order, each order being equally likely (Fisher-Yates shuffle). */
function shuffled(items: readonly string[], random: RandomInteger): readonly string[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = random(last + 1);
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}

/**
 * Generates a temporary password that satisfies the policy. It has at least 12 characters, always with an upper-case
 * letter, a lower-case letter and a digit, and with a symbol where the policy requires one. It begins and ends with a
 * letter, so that a double click selects all of it and no program takes it for an option or a formula. `random(max)`
 * must return an integer in [0, max).
 */
export function generatePassword(policy: PasswordPolicy, random: RandomInteger): string {
  const letters = UPPER + LOWER;
  const classes = policy.requireSymbols ? [UPPER, LOWER, DIGITS, SYMBOLS] : [UPPER, LOWER, DIGITS];
  const everything = classes.join('');
  const middle = Math.max(policy.minimumLength, SHORTEST) - 2;
  const inner = Array.from({ length: middle }, (_, index) => pick(classes[index] ?? everything, random));
  return pick(letters, random) + shuffled(inner, random).join('') + pick(letters, random);
}
