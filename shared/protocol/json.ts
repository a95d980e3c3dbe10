import { fail } from '#core/errors.ts';

/** The API's own structures are less than ten deep. Beyond these, a body is only meant to be dear to parse and to read. */
const DEEPEST = 64;
const MOST_MEMBERS = 20_000;

/** The body as JSON. Throws SerializationException for what is not well-formed UTF-8 and JSON, or has too deep a nesting or too many members. */
export function parseJson(body: Buffer): unknown {
  // Clients may send no body at all for a request without members.
  if (body.length === 0) return {};
  if (isTooDear(body)) fail('SerializationException');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return fail('SerializationException');
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d];
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d];

/** Counts brackets and commas outside strings. Every byte of UTF-8 below 0x80 is a character. */
function isTooDear(body: Buffer): boolean {
  let depth = 0;
  let commas = 0;
  let inString = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]!;
    if (byte === QUOTE) inString = !inString;
    else if (inString) {
      if (byte === BACKSLASH) at++;
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth++;
      if (depth > DEEPEST) return true;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
    else if (byte === COMMA) {
      commas++;
      if (commas > MOST_MEMBERS) return true;
    }
  }
  return false;
}
