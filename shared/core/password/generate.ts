import type { PasswordPolicy } from '#core/pools/pool.ts';

type RandomInteger = (max: number) => number;

// People copy these from paper and from screens: without 0 O 1 l I.
const UPPER = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const LOWER = 'abcdefghijkmnopqrstuvwxyz';
const DIGITS = '23456789';
// None that means something in HTML, in a template ({####}), in a replacement text ($&) or at the end of a sentence.
const SYMBOLS = '@%+=-_*^/';

/** 12 characters of these alphabets are over 60 bits, far beyond what the lock-out allows to be guessed in any lifetime. */
const SHORTEST = 12;

function pick(alphabet: string, random: RandomInteger): string {
  return alphabet[random(alphabet.length)]!;
}

/** A copy of `items` in an order of which each is equally likely (Fisher and Yates). */
function shuffled(items: readonly string[], random: RandomInteger): readonly string[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = random(last + 1);
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}

/**
 * A temporary password that satisfies the policy: at least 12 characters, with upper case, lower case and a digit always,
 * and symbols when they are required. Begins and ends with a letter, so that a double click selects it and no program
 * takes it for an option or a formula. `random(max)` gives an integer in [0, max).
 */
export function generatePassword(policy: PasswordPolicy, random: RandomInteger): string {
  const letters = UPPER + LOWER;
  const classes = policy.requireSymbols ? [UPPER, LOWER, DIGITS, SYMBOLS] : [UPPER, LOWER, DIGITS];
  const everything = classes.join('');
  const middle = Math.max(policy.minimumLength, SHORTEST) - 2;
  const inner = Array.from({ length: middle }, (_, index) => pick(classes[index] ?? everything, random));
  return pick(letters, random) + shuffled(inner, random).join('') + pick(letters, random);
}
