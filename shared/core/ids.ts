type RandomBytes = (bytes: number) => Buffer;

const BASE32 = '0123456789abcdefghijklmnopqrstuv';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `length` characters of `alphabet` (at most 256 long), each equally likely. */
function characters(length: number, alphabet: string, random: RandomBytes): string {
  // Bytes from the last, incomplete run of the alphabet are drawn again; they would favour its first characters.
  const limit = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < length) {
    for (const byte of random(length - text.length)) if (byte < limit) text += alphabet[byte % alphabet.length];
  }
  return text;
}

/** 16 bytes in the shape of a UUID, lower case, without the bits for version and variant that RFC 9562 defines. */
export function formatUuid(bytes: Buffer): string {
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The part of a pool id behind `<region>_`: 9 of [0-9A-Za-z]. */
export function newPoolSuffix(random: RandomBytes): string {
  return characters(9, BASE62, random);
}

/** An app client's id: 26 of [0-9a-v]. */
export function newClientId(random: RandomBytes): string {
  return characters(26, BASE32, random);
}

/** An app client's secret: 52 of [0-9a-v], 260 bits. */
export function newClientSecret(random: RandomBytes): string {
  return characters(52, BASE32, random);
}

/** A user's `sub`: shaped like a UUID, all its bits random. */
export function newSub(random: RandomBytes): string {
  return formatUuid(random(16));
}
