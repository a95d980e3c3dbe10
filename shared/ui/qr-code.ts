import { html } from 'hono/html';
import { encodeQR } from 'qr';
import type { Markup } from './layout.ts';

/** The white border that readers need, in modules (ISO/IEC 18004). */
const BORDER = 4;

/** Returns a QR code as SVG in the page itself: black on white, whatever the colours of the page. */
export function qrCode(text: string, label: string): Markup {
  const rows = encodeQR(text, 'raw', { border: BORDER });
  const dark = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  const size = rows.length;
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${size} ${size}" width="216" height="216" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${dark.join('')}" fill="#000"/></svg>`;
}
