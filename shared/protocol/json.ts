import { fail } from '#core/errors.ts';

/** The body as JSON. Throws SerializationException for anything that is not well-formed UTF-8 and JSON. */
export function parseJson(body: Buffer): unknown {
  // Clients may send no body at all for a request without members.
  if (body.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return fail('SerializationException');
  }
}
