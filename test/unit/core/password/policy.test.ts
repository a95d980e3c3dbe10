import { describe, expect, it } from 'vitest';
import { CognitoError } from '#core/errors.ts';
import { checkPassword } from '#core/password/policy.ts';
import type { PasswordPolicy } from '#core/pools/pool.ts';
import { NO_LOWERCASE, NO_NUMBERS, NO_SYMBOLS, NO_UPPERCASE, TOO_SHORT } from '#test/errors.ts';

const STRICT: PasswordPolicy = {
  minimumLength: 8,
  requireUppercase: true,
  requireLowercase: true,
  requireNumbers: true,
  requireSymbols: true,
  temporaryPasswordValidityDays: 7,
};
const LAX: PasswordPolicy = {
  minimumLength: 6,
  requireUppercase: false,
  requireLowercase: false,
  requireNumbers: false,
  requireSymbols: false,
  temporaryPasswordValidityDays: 7,
};

function refusal(
  password: string,
  policy: PasswordPolicy,
  doing: 'signingUp' | 'inviting' | 'changing' = 'signingUp',
): string | undefined {
  try {
    checkPassword(password, policy, doing);
    return undefined;
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    expect(error.name).toBe('InvalidPasswordException');
    return error.message;
  }
}

describe('checkPassword', () => {
  it.each([
    ['', TOO_SHORT],
    ['aB1!xyz', TOO_SHORT],
    ['short', TOO_SHORT],
    ['        ', 'Password must satisfy regular expression pattern: ^\\S.*\\S$'],
    [' Mixed-Case-1', 'Password must satisfy regular expression pattern: ^\\S.*\\S$'],
    ['Mixed-Case-1\t', 'Password must satisfy regular expression pattern: ^\\S.*\\S$'],
    ['Mixed-\nCase-1', 'Password must satisfy regular expression pattern: ^\\S.*\\S$'],
    ['Mixed-Case-1\ud800', 'Password must be well-formed Unicode'],
    ['\udc00\ud800-Mixed-1', 'Password must be well-formed Unicode'],
    ['lower-case-1', NO_UPPERCASE],
    ['ÄÖÜ-lower-1', NO_UPPERCASE],
    ['UPPER-CASE-1', NO_LOWERCASE],
    ['UPPER-ß-CASE-1', NO_LOWERCASE],
    ['Mixed-Case', NO_NUMBERS],
    ['Mixed-Case-٣', NO_NUMBERS],
    ['MixedCase1', NO_SYMBOLS],
    ['MixedCase1€', NO_SYMBOLS],
    ['Mixed\tCase1', NO_SYMBOLS],
    ['Mixed\u00a0Case1', NO_SYMBOLS],
  ])('refuses %j with the first rule it breaks', (password, text) => {
    expect(refusal(password, STRICT)).toBe(`Password did not conform with policy: ${text}`);
  });

  it('says the same otherwise of a password that changes', () => {
    expect(refusal('MixedCase1', STRICT, 'changing')).toBe(
      'Password does not conform to policy: Password must have symbol characters',
    );
  });

  it('counts an inner space as a symbol, and takes white space that is not ASCII', () => {
    expect(refusal('Mixed Case1', STRICT)).toBeUndefined();
    expect(refusal('a b', { ...LAX, minimumLength: 3, requireSymbols: true })).toBeUndefined();
    expect(refusal('\u00a0Mixed-Case1\u00a0', STRICT)).toBeUndefined();
  });

  it('accepts what keeps every rule', () => {
    expect(refusal('aB1!wxyz', STRICT)).toBeUndefined();
    expect(refusal('Pässwörd-1', STRICT)).toBeUndefined();
  });

  it.each([...'^$*.[]{}()?"!@#%&/\\,><\':;|_~`=+-'])('counts %s as a symbol', (symbol) => {
    expect(refusal(`MixedCase1${symbol}`, STRICT)).toBeUndefined();
  });

  it('asks for nothing that the policy does not require', () => {
    for (const password of ['aaaaaa', 'AAAAAA', '111111', '!!!!!!']) expect(refusal(password, LAX)).toBeUndefined();
    expect(refusal('MIXED1', { ...LAX, requireUppercase: true, requireNumbers: true })).toBeUndefined();
  });

  it('counts characters, not UTF-16 units', () => {
    expect(refusal('😀😀😀', LAX)).toBe('Password did not conform with policy: Password not long enough');
    expect(refusal('😀😀😀😀😀😀', LAX)).toBeUndefined();
  });
});
