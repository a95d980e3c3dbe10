import { PASSWORD_FORM } from '#core/constraints/forms.ts';
import { matches } from '#core/constraints/strings.ts';
import { fail } from '#core/errors.ts';
import type { PasswordPolicy } from '#core/pools/pool.ts';

/** Cognito words the refusal of a password in three ways (public records). */
const PREFIX = {
  signingUp: 'Password did not conform with policy: ',
  inviting: 'Password did not conform with password policy: ',
  changing: 'Password does not conform to policy: ',
} as const;

/** A space counts as well, but not one at either end. */
const SYMBOL = /[$^*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]|(?<=.) (?=.)/su;

type Rule = { readonly text: string; readonly broken: (password: string, policy: PasswordPolicy) => boolean };

const RULES: readonly Rule[] = [
  // Code points, so that a character outside the Basic Multilingual Plane counts once.
  { text: 'Password not long enough', broken: (password, policy) => [...password].length < policy.minimumLength },
  {
    text: 'Password must satisfy regular expression pattern: ^\\S.*\\S$',
    broken: (password) => !matches(PASSWORD_FORM, password),
  },
  {
    // UTF-8, which is what is hashed, has no lone surrogates: passwords that differ only in them would be the same one.
    text: 'Password must be well-formed Unicode',
    broken: (password) => !password.isWellFormed(),
  },
  {
    text: 'Password must have uppercase characters',
    broken: (password, policy) => policy.requireUppercase && !/[A-Z]/.test(password),
  },
  {
    text: 'Password must have lowercase characters',
    broken: (password, policy) => policy.requireLowercase && !/[a-z]/.test(password),
  },
  {
    text: 'Password must have numeric characters',
    broken: (password, policy) => policy.requireNumbers && !/[0-9]/.test(password),
  },
  {
    text: 'Password must have symbol characters',
    broken: (password, policy) => policy.requireSymbols && !SYMBOL.test(password),
  },
];

/**
 * Checks a password that is to become a user's, of a user who signs up or is invited, or whose password changes, whatever
 * door it comes through: its form, which the wire checks too where it comes as a member of a request, and the pool's policy.
 * Letters and digits are those of Basic Latin. Throws InvalidPasswordException with the first rule that is broken. The
 * password history is checked where hashes are at hand.
 * Source: https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
 */
export function checkPassword(password: string, policy: PasswordPolicy, doing: keyof typeof PREFIX): void {
  const rule = RULES.find(({ broken }) => broken(password, policy));
  if (rule) fail('InvalidPasswordException', PREFIX[doing] + rule.text);
}
