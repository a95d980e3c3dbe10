const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for HTML, both between tags and inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

// An unclosed comment runs to the end, and text ends at the next '<', so the split takes linear time on any input.
const TOKENS = /<!--[\s\S]*?(?:-->|$)|<[^<>]*>|[^<]+|</g;
const TAG = /^<(\/?)([a-z][a-z0-9]*)/i;
const HREF = /\shref\s*=\s*(?:"(https?:[^"]*)"|'(https?:[^']*)')/i;
const UNSEEN = new Set(['script', 'style', 'title']);
const BREAKS = /^(?:br|div|h[1-6]|hr|li|ol|p|table|tr|ul)$/;

/**
 * Returns what a person would read of an HTML e-mail: tags are stripped, blocks are on lines of their own, and links
 * are followed by their address in parentheses. This is a reading aid and not a sanitizer: the result is plain text and
 * must be escaped before it goes into HTML.
 */
export function htmlToText(html: string): string {
  let text = '';
  let unseen: string | undefined;
  let link: string | undefined;
  for (const [token] of html.matchAll(TOKENS)) {
    const tag = TAG.exec(token);
    const name = tag?.[2]?.toLowerCase();
    const closes = tag?.[1] === '/';
    if (unseen !== undefined) {
      if (closes && name === unseen) unseen = undefined;
    } else if (name === undefined) {
      if (!token.startsWith('<!')) text += decodeEntities(token);
    } else if (UNSEEN.has(name)) {
      if (!closes) unseen = name;
    } else if (name === 'a') {
      if (closes && link !== undefined) text += ` (${link})`;
      link = closes ? undefined : hrefOf(token);
    } else if (BREAKS.test(name)) {
      text += '\n';
    }
  }
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.replace(/[ \t]+/g, ' ').trim());
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function hrefOf(tag: string): string | undefined {
  const match = HREF.exec(tag);
  const href = match?.[1] ?? match?.[2];
  return href === undefined ? undefined : decodeEntities(href);
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (entity, decimal, hexadecimal, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? entity;
    const codePoint = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal);
    return codePoint > 0 && codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : entity;
  });
}
