import { fail } from '#core/errors.ts';

/**
 * The deepest nesting and the largest number of commas in a body. The structures of the API nest less than ten levels
 * deep, so a body beyond these bounds serves only to be expensive to parse.
 */
const DEEPEST = 64;
const MOST_MEMBERS = 20_000;

/**
 * Parses a body as JSON. Throws SerializationException for a body that is not well-formed UTF-8 and JSON, is nested too
 * deeply or has too many members.
 */
export function parseJson(body: Buffer): unknown {
  // Clients may omit the body of a request without members.
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

/** Counts brackets and commas outside strings. Every byte below 0x80 is a character of its own in UTF-8. */
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
