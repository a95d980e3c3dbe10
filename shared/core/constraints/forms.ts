import type { StringRules } from './strings.ts';

/*
 * These strings are members of requests, which are validated, and also parameters of sign-in flows, which Cognito does
 * not validate (public records). The request shapes and the sign-in flows share these rules.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
 */

export const USERNAME_FORM = { min: 1, max: 128, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+' } satisfies StringRules;
export const SECRET_HASH_FORM = { min: 1, max: 128, pattern: '[\\w+=/]+' } satisfies StringRules;
/**
 * The service model prints `[\S]+`, but errors of the service print this pattern. It allows white space, except at both
 * ends.
 */
export const PASSWORD_FORM = {
  max: 256,
  pattern: '^[\\S]+.*[\\S]+$',
  // Neither end is white space, and everything between lies on one line, because Java's `.` stops at line terminators.
  expression: '[^\\t-\\r ]{2,}|[^\\t-\\r ]+[\\t\\v\\f ](?:[^\\n\\r\\x85\\u2028\\u2029]*[\\t\\v\\f ])?[^\\t-\\r ]+',
} satisfies StringRules;
