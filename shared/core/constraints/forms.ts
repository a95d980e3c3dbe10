import type { StringRules } from './strings.ts';

/*
 * Strings that come both as members of requests, which are validated, and as parameters of sign-in flows, which Cognito
 * does not validate (public record). The wire's shapes and the flows read the same rules.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
 */

export const USERNAME_FORM = { min: 1, max: 128, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+' } satisfies StringRules;
export const SECRET_HASH_FORM = { min: 1, max: 128, pattern: '[\\w+=/]+' } satisfies StringRules;
/** The service model prints `[\S]+`; the service answers with this, which lets white space in, but not at the ends. */
export const PASSWORD_FORM = {
  max: 256,
  pattern: '^[\\S]+.*[\\S]+$',
  // Runs without white space at both ends, anything on one line between them: `.` stops at Java's line ends.
  expression: '[^\\t-\\r ]{2,}|[^\\t-\\r ]+[\\t\\v\\f ](?:[^\\n\\r\\x85\\u2028\\u2029]*[\\t\\v\\f ])?[^\\t-\\r ]+',
} satisfies StringRules;
