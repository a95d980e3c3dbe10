import { createHash } from 'node:crypto';

/**
 * The number of bytes of a value that a sort key holds; of a longer value, a hash follows (docs/table.md). DynamoDB
 * allows 1,024 bytes in a sort key.
 */
const VALUE_BYTES = 256;

/**
 * Returns a value for a sort key: a short value as it is, and of a longer one the beginning, by which prefixes still
 * find it, and a hash. Different values have different results, because a shortened value is longer than any whole one.
 * Throws when the value has a lone surrogate.
 */
export function boundedValue(value: string): string {
  const bytes = utf8(value);
  if (bytes.length <= VALUE_BYTES) return value;
  return `${head(value)}\u0000${createHash('sha256').update(bytes).digest('base64url')}`;
}

/**
 * Encodes a value. Lone surrogates have no UTF-8 form, and all of them would become the same character. The domain
 * refuses them before they get here.
 */
function utf8(value: string): Buffer {
  if (!value.isWellFormed()) throw new Error('A text with a lone surrogate cannot be part of a key.');
  return Buffer.from(value);
}

/**
 * Returns the beginning of a value, up to 256 bytes, without cutting a character. Throws when the value has a lone
 * surrogate.
 */
export function head(value: string): string {
  const bytes = utf8(value);
  let end = Math.min(VALUE_BYTES, bytes.length);
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
