import { html, raw } from 'hono/html';
import type { Markup } from './layout.ts';
import type { Graphic, Look, Picture } from './look.ts';

/** Our own images, in the color of links. They are drawn on a field of 64 by 64. */
const DRAWINGS: Readonly<Record<Graphic, string>> = {
  EMAIL_GRAPHIC:
    '<rect x="14" y="20" width="36" height="26" rx="4"/><path d="m15 23 14.6 11.2a4 4 0 0 0 4.8 0L49 23"/>',
  SMS_GRAPHIC:
    '<path d="M18 16h28a4 4 0 0 1 4 4v18a4 4 0 0 1-4 4H31l-9 7v-7h-4a4 4 0 0 1-4-4V20a4 4 0 0 1 4-4z"/><path d="M24 29h.1M32 29h.1M40 29h.1" stroke-width="4"/>',
  AUTH_APP_GRAPHIC: '<rect x="20" y="11" width="24" height="42" rx="5"/><path d="M29 47h6"/><path d="m27 29 4 4 7-8"/>',
  PASSWORD_GRAPHIC:
    '<rect x="17" y="28" width="30" height="23" rx="4"/><path d="M23 28v-6a9 9 0 0 1 18 0v6"/><path d="M32 37v5" stroke-width="3.5"/>',
  PASSKEY_GRAPHIC:
    '<circle cx="26" cy="22" r="8"/><path d="M12 48a14 14 0 0 1 24-9.5"/><circle cx="45" cy="32" r="6"/><path d="M45 38v14l-3-3m3-4 3-2"/>',
};

const SIGNS = {
  alert: '<path d="M12 7.5v5.5m0 3.5v.01"/><circle cx="12" cy="12" r="9.5"/>',
  success: '<path d="m8 12.5 2.8 2.8L16 9.5"/><circle cx="12" cy="12" r="9.5"/>',
  warning:
    '<path d="M12 9.5v4.5m0 3v.01M10.3 4 2.5 17.5a2 2 0 0 0 1.7 3h15.6a2 2 0 0 0 1.7-3L13.7 4a2 2 0 0 0-3.4 0z"/>',
  pending: '<path d="M12 7v5l3.5 2"/><circle cx="12" cy="12" r="9.5"/>',
} as const;

const LINES = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"';

/** A message in a box, with a sign that shows of what kind it is. */
export type BoxKind = keyof typeof SIGNS;

/** Returns a box with this content. */
export function box(kind: BoxKind, content: Markup): Markup {
  const name = kind === 'alert' ? 'box alert errorMessage-customizable' : `box ${kind}`;
  return html`<div class="${name}"><svg viewBox="0 0 24 24" ${raw(LINES)} stroke-width="2" aria-hidden="true">${raw(SIGNS[kind])}</svg>${content}</div>`;
}

/** Returns the image of a page, which is decoration, or nothing if pages with this look have none. */
export function graphic({ graphics }: Look, name: Graphic): Markup | string {
  if (!graphics) return '';
  const own = graphics[name];
  if (own) return picture(own, 'graphic');
  return html`<svg class="graphic" viewBox="0 0 64 64" ${raw(LINES)} stroke-width="2.5" aria-hidden="true"><circle cx="32" cy="32" r="31" fill="currentColor" fill-opacity=".1" stroke="none"/>${raw(DRAWINGS[name])}</svg>`;
}

const DARK = '(prefers-color-scheme: dark)';

/** Nothing, as an image. */
const EMPTY = 'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E';

/** Returns an image that is not the same in both color schemes. What it shows is not known, so it has no text. */
export function picture({ light, dark }: Picture, name: string): Markup {
  const image = html`<img class="${name}" src="${light ?? EMPTY}" alt="">`;
  return light === dark ? image : html`<picture><source media="${DARK}" srcset="${dark ?? EMPTY}">${image}</picture>`;
}
