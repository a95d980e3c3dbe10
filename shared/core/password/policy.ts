import { fail } from '#core/errors.ts';
import type { PasswordPolicy } from '#core/pools/pool.ts';

const PREFIX = 'Password did not conform with policy: ';

const SYMBOL = /[$^*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]/;

type Rule = { readonly text: string; readonly broken: (password: string, policy: PasswordPolicy) => boolean };

const RULES: readonly Rule[] = [
  // Code points, so that a character outside the Basic Multilingual Plane counts once.
  { text: 'Password not long enough', broken: (password, policy) => [...password].length < policy.minimumLength },
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
 * Checks a new password against the pool's policy; letters and digits are those of Basic Latin. Throws
 * InvalidPasswordException with the first rule that is broken. The wire's own limits (256 characters, no white space) are
 * checked by the validation of requests, the password history where hashes are at hand.
 * Source: https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
 */
export function checkPassword(password: string, policy: PasswordPolicy): void {
  const rule = RULES.find(({ broken }) => broken(password, policy));
  if (rule) fail('InvalidPasswordException', PREFIX + rule.text);
}

const MAX_LENGTH = 256;

/**
 * The wire's own limits, for a password that comes where values are not checked as members of a request. Throws
 * InvalidParameterException in the words of request validation.
 */
export function checkPasswordForm(password: string): void {
  const constraint =
    password.length > MAX_LENGTH
      ? `Member must have length less than or equal to ${MAX_LENGTH}`
      : 'Member must satisfy regular expression pattern: [\\S]+';
  if (password.length <= MAX_LENGTH && !/\s/u.test(password)) return;
  fail(
    'InvalidParameterException',
    `1 validation error detected: Value at 'password' failed to satisfy constraint: ${constraint}`,
  );
}
