import type { Item } from '#adapters/dynamo/items.ts';

type Encoding = 'latin1' | 'hex' | 'base64' | 'base64url';
const VIEWS: readonly Encoding[] = ['latin1', 'hex', 'base64', 'base64url'];
/** What reads as one of these, alone or within something else, is also looked at decoded. */
const DECODABLE: readonly (readonly [Encoding, RegExp])[] = [
  ['base64', /[A-Za-z0-9+/_-]{8,}/g],
  ['hex', /(?:[0-9a-fA-F]{2}){6,}/g],
];

/** The raw content of a table as one text: every item as JSON, its binaries in every usual writing. */
export function haystackOf(items: readonly Item[]): string {
  return items.map(dump).join('\n');
}

function dump(item: Item): string {
  const plain: Record<string, unknown> = {};
  const parts: string[] = [];
  for (const [name, value] of Object.entries(item)) {
    // This is done by hand, because a Buffer would be an array of numbers in JSON.
    const bytes = value instanceof Uint8Array ? Buffer.from(value) : undefined;
    if (bytes) parts.push(...VIEWS.map((view) => bytes.toString(view)));
    else plain[name] = value;
    const text = bytes?.toString('latin1') ?? String(value);
    for (const [encoding, form] of DECODABLE) {
      for (const [run] of text.matchAll(form)) parts.push(Buffer.from(run, encoding).toString('latin1'));
    }
  }
  return [JSON.stringify(plain), ...parts].join('\n');
}

/** A shorter writing stands somewhere in a hundred kilobytes of noise by chance. */
const LEAST_WRITING = 8;

/** Every writing in which a secret would be recognised: plain, in hex, in base64 wherever it begins, in a URL, in JSON. */
export function writingsOf(secret: string | Buffer): readonly string[] {
  const bytes = Buffer.isBuffer(secret) ? secret : Buffer.from(secret);
  const texts = Buffer.isBuffer(secret)
    ? []
    : [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  const inBase64 = [0, 1, 2].flatMap((before) => {
    // Three bytes are four characters: what stands beside the secret changes the first and the last of them.
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const inner = padded.toString('base64').slice(before === 0 ? 0 : 4, Math.floor(padded.length / 3) * 4);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const hex = bytes.toString('hex');
  const all = [bytes.toString('latin1'), ...texts, hex, hex.toUpperCase(), ...inBase64];
  return [...new Set(all)].filter((writing) => writing === secret || writing.length >= LEAST_WRITING);
}

/**
 * The writings of a secret that stand in the haystack. Of a secret of a few digits only those count that can't be there
 * by chance: plain, it must not be part of a longer word or number.
 */
export function found(haystack: string, secret: string | Buffer): readonly string[] {
  const isShort = typeof secret === 'string' && /^\d{1,8}$/.test(secret);
  return writingsOf(secret).filter((writing) =>
    isShort && writing === secret ? new RegExp(`(?<!\\w)${secret}(?!\\w)`).test(haystack) : haystack.includes(writing),
  );
}
