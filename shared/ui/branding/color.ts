/** A color: red, green and blue from 0 to 255, and alpha from 0 to 1. */
export type Color = readonly [red: number, green: number, blue: number, alpha: number];

export const BLACK: Color = [0, 0, 0, 1];
export const WHITE: Color = [255, 255, 255, 1];

/**
 * The least contrasts of text, and of borders and symbols, with what is around them.
 * Source: WCAG 2.2, success criteria 1.4.3 and 1.4.11.
 */
export const TEXT_CONTRAST = 4.5;
export const SYMBOL_CONTRAST = 3;

/** Returns the color of a setting, RRGGBBAA in hexadecimal digits. */
export function colorOf(digits: string): Color {
  const [red = 0, green = 0, blue = 0, alpha = 255] = Buffer.from(digits, 'hex');
  return [red, green, blue, alpha / 255];
}

/** Returns a color as settings have it: RRGGBBAA in hexadecimal digits. */
export function digitsOf([red, green, blue, alpha]: Color): string {
  return Buffer.from([red, green, blue, alpha * 255].map(Math.round)).toString('hex');
}

/** Returns a color in the spelling of CSS. */
export function cssOf(color: Color): string {
  const digits = digitsOf(color);
  return `#${digits.endsWith('ff') ? digits.slice(0, 6) : digits}`;
}

/** Returns what is seen of a color above an opaque one. */
export function over([red, green, blue, alpha]: Color, [r, g, b]: Color): Color {
  const mix = (above: number, below: number) => above * alpha + below * (1 - alpha);
  return [mix(red, r), mix(green, g), mix(blue, b), 1];
}

/** Returns the relative luminance of an opaque color, from 0 to 1. Source: WCAG 2.2, section "relative luminance". */
function luminance([red, green, blue]: Color): number {
  const linear = (value: number) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** Returns the contrast of a color with an opaque one below it, from 1 to 21. Source: WCAG 2.2, section "contrast ratio". */
export function contrast(color: Color, below: Color): number {
  const [one, other] = [luminance(over(color, below)), luminance(below)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/**
 * Returns the first of some colors that can be told from what is below by this contrast. Black or white takes their place
 * if none can, so that no choice of colors makes anything invisible.
 */
export function readable(colors: readonly Color[], below: Color, least = TEXT_CONTRAST): Color {
  const found = colors.find((color) => contrast(color, below) >= least);
  return found ?? (contrast(BLACK, below) >= contrast(WHITE, below) ? BLACK : WHITE);
}
