import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** The white border that readers need, in modules (ISO/IEC 18004). */
const BORDER = 4;

/** Returns a QR code as SVG in the page itself: black on white, whatever the colours of the page. */
export async function qrCode(text: string, label: string): Promise<HtmlEscapedString> {
  // It is large, and few pages need it.
  const { encodeQR } = await import('qr');
  const rows = encodeQR(text, 'raw', { border: BORDER });
  const dark = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  const size = rows.length;
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${size} ${size}" width="216" height="216" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${dark.join('')}" fill="#000"/></svg>`;
}
