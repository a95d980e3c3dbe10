import { PASSWORD_FORM } from '#core/constraints/forms.ts';
import { matches } from '#core/constraints/strings.ts';
import { fail } from '#core/errors.ts';
import type { PasswordPolicy } from '#core/pools/pool.ts';

/** The three ways in which Cognito words the refusal of a password (public records). */
const PREFIX = {
  signingUp: 'Password did not conform with policy: ',
  inviting: 'Password did not conform with password policy: ',
  changing: 'Password does not conform to policy: ',
} as const;

/**
 * What tells that a password has a character of each kind. A space counts as a symbol as well, unless it is the first or the
 * last character. Browsers get these expressions too (ui/scripts/password-rules.ts).
 */
export const CHARACTERS = {
  uppercase: /[A-Z]/,
  lowercase: /[a-z]/,
  number: /[0-9]/,
  symbol: /[$^*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]|. ./su,
} as const;

type Rule = { readonly text: string; readonly broken: (password: string, policy: PasswordPolicy) => boolean };

const RULES: readonly Rule[] = [
  // The length is counted in code points, so that a character outside the Basic Multilingual Plane counts once.
  { text: 'Password not long enough', broken: (password, policy) => [...password].length < policy.minimumLength },
  {
    text: 'Password must satisfy regular expression pattern: ^\\S.*\\S$',
    broken: (password) => !matches(PASSWORD_FORM, password),
  },
  {
    // Passwords are hashed as UTF-8, which has no lone surrogates: two passwords that differ only in these would be the
    // same.
    text: 'Password must be well-formed Unicode',
    broken: (password) => !password.isWellFormed(),
  },
  {
    text: 'Password must have uppercase characters',
    broken: (password, policy) => policy.requireUppercase && !CHARACTERS.uppercase.test(password),
  },
  {
    text: 'Password must have lowercase characters',
    broken: (password, policy) => policy.requireLowercase && !CHARACTERS.lowercase.test(password),
  },
  {
    text: 'Password must have numeric characters',
    broken: (password, policy) => policy.requireNumbers && !CHARACTERS.number.test(password),
  },
  {
    text: 'Password must have symbol characters',
    broken: (password, policy) => policy.requireSymbols && !CHARACTERS.symbol.test(password),
  },
];

/**
 * Checks the form of a new password, and the policy of the pool. Every new password is checked here, because a password
 * that is a challenge response has not been checked by the validation of the request. Only the letters and digits of
 * ASCII count as such. Throws InvalidPasswordException for the first rule that is broken. The password history is
 * checked elsewhere, where the hashes are available (history.ts).
 * Source: https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
 */
export function checkPassword(password: string, policy: PasswordPolicy, doing: keyof typeof PREFIX): void {
  const rule = RULES.find(({ broken }) => broken(password, policy));
  if (rule) fail('InvalidPasswordException', PREFIX[doing] + rule.text);
}
