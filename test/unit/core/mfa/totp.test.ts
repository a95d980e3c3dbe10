import { describe, expect, it } from 'vitest';
import { SECRET_BYTES, secretText, stepOfCode } from '#core/mfa/totp.ts';

/** The secret of the vectors for SHA-1 in RFC 6238 appendix B, the times in seconds, and the last six digits of each code. */
const SECRET = secretText(Buffer.from('12345678901234567890'));
const VECTORS = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const;
/** The codes at the same times that an app makes with SHA-256 and with SHA-512, from their own secrets there. */
const OTHER_HASHES = [
  [59, '119246'],
  [59, '693936'],
  [1_111_111_109, '084774'],
  [2_000_000_000, '698825'],
  [2_000_000_000, '618901'],
] as const;

const STEP_SECONDS = 30;

describe('codes of authenticator apps', () => {
  it.each(VECTORS)('are those of RFC 6238 at %d s', (seconds, code) => {
    expect(stepOfCode(SECRET, code, seconds * 1000)).toBe(Math.floor(seconds / STEP_SECONDS));
  });

  it.each(OTHER_HASHES)('are made with SHA-1 only, at %d s', (seconds, code) => {
    expect(stepOfCode(SECRET, code, seconds * 1000)).toBeUndefined();
  });

  it('are accepted one step before and after their own, with their own step', () => {
    const [seconds, code] = VECTORS[1];
    const step = Math.floor(seconds / STEP_SECONDS);
    const at = (steps: number) => stepOfCode(SECRET, code, (step + steps) * STEP_SECONDS * 1000);
    expect([-2, -1, 0, 1, 2].map(at)).toStrictEqual([undefined, step, step, step, undefined]);
    // The last millisecond of the step after, and the first of the step before.
    expect(stepOfCode(SECRET, code, (step + 2) * STEP_SECONDS * 1000 - 1)).toBe(step);
    expect(stepOfCode(SECRET, code, (step - 1) * STEP_SECONDS * 1000 - 1)).toBeUndefined();
  });

  it.each(['', '28708', '2870820', ' 287082', '287 82', 'abcdef', '２８７０８２', '-28708'])(
    'are six digits and nothing like %j',
    (code) => {
      expect(stepOfCode(SECRET, code, 59_000)).toBeUndefined();
    },
  );
});

it('a secret is base32 text without padding, as AssociateSoftwareToken returns it', () => {
  expect(SECRET).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  expect(secretText(Buffer.alloc(SECRET_BYTES, 255))).toMatch(/^[A-Z2-7]{32}$/);
});
