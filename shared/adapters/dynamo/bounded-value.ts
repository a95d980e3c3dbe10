import { createHash } from 'node:crypto';

/** DynamoDB allows 1,024 bytes in a sort key; of a longer value so much goes in, and its hash (docs/table.md). */
const VALUE_BYTES = 256;

/**
 * The value itself while it is short, otherwise its beginning, by which prefixes still find it, and its hash. No two
 * values come out the same: a shortened one is longer than any whole one.
 */
export function boundedValue(value: string): string {
  const bytes = utf8(value);
  if (bytes.length <= VALUE_BYTES) return value;
  return `${head(value)}\u0000${createHash('sha256').update(bytes).digest('base64url')}`;
}

/** Lone surrogates have no UTF-8 form, and all would become the same character. Core lets none come here. */
function utf8(value: string): Buffer {
  if (!value.isWellFormed()) throw new Error('A text with a lone surrogate can be no part of a key.');
  return Buffer.from(value);
}

/** The first bytes of a value, whole characters only. */
export function head(value: string): string {
  const bytes = utf8(value);
  let end = Math.min(VALUE_BYTES, bytes.length);
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
