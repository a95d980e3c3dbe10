import decodeQR from 'qr/decode.js';
import { expect, it } from 'vitest';
import { keyUri } from '#core/mfa/totp.ts';
import { qrCode } from '#ui/qr-code.ts';

const SCALE = 4;

/** The picture that a QR code in SVG shows, as a camera has it. */
function pictureOf(svg: string) {
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
  const dark = new Set([...svg.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`));
  const side = size * SCALE;
  const data = new Uint8Array(side * side * 4).fill(255);
  for (let pixel = 0; pixel < side * side; pixel++) {
    const x = Math.floor((pixel % side) / SCALE);
    const y = Math.floor(pixel / side / SCALE);
    if (dark.has(`${x} ${y}`)) data.fill(0, pixel * 4, pixel * 4 + 3);
  }
  return { width: side, height: side, data };
}

it.each([
  ['ada', 'Shop'],
  ['ada:x@example.com <b>', 'Shop & Co: Zürich'],
  ['a'.repeat(128), 'p'.repeat(128)],
])('a QR code shows the link of an authenticator app for %.20s', async (label, issuer) => {
  const link = keyUri('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', { issuer, label });
  const svg = String(await qrCode(link, 'A "code"'));
  expect(decodeQR(pictureOf(svg))).toBe(link);
  expect(svg).toContain('aria-label="A &quot;code&quot;"');
  expect(svg).not.toContain('style=');
});
