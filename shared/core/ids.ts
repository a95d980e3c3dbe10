type RandomBytes = (bytes: number) => Buffer;

const BASE32 = '0123456789abcdefghijklmnopqrstuv';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Returns `length` random characters of `alphabet`, each equally likely. The alphabet has at most 256 characters. */
function characters(length: number, alphabet: string, random: RandomBytes): string {
  // Bytes of `limit` and above are drawn again, because they would favour the first characters of the alphabet.
  const limit = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < length) {
    for (const byte of random(length - text.length)) if (byte < limit) text += alphabet[byte % alphabet.length];
  }
  return text;
}

/** Formats 16 bytes like a UUID in lower case, without the version and variant bits that RFC 9562 defines. */
export function formatUuid(bytes: Buffer): string {
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Returns a new pool id without its prefix `<region>_`: 9 characters of [0-9A-Za-z]. */
export function newPoolSuffix(random: RandomBytes): string {
  return characters(9, BASE62, random);
}

/** Returns a new id for an app client: 26 characters of [0-9a-v]. */
export function newClientId(random: RandomBytes): string {
  return characters(26, BASE32, random);
}

/** Returns a new secret for an app client: 52 characters of [0-9a-v], which are 260 bits. */
export function newClientSecret(random: RandomBytes): string {
  return characters(52, BASE32, random);
}

/** Returns a new `sub` for a user. It has the form of a UUID, but all of its bits are random. */
export function newSub(random: RandomBytes): string {
  return formatUuid(random(16));
}

/** Writes the first bytes as characters of [0-9A-Za-z], one for each byte. The characters are not equally likely. */
export function base62Of(bytes: Buffer, length: number): string {
  return Array.from(bytes.subarray(0, length), (byte) => BASE62[byte % BASE62.length]).join('');
}
