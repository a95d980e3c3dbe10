import { describe, expect, it } from 'vitest';
import {
  BLACK,
  type Color,
  colorOf,
  contrast,
  cssOf,
  over,
  readable,
  SYMBOL_CONTRAST,
  WHITE,
} from '#ui/branding/color.ts';
import { plainColor } from '#ui/branding/css-color.ts';

const color = (digits: string) => colorOf(digits.padEnd(8, 'f'));

describe('contrast', () => {
  // The values are those of WebAIM's contrast checker, which cuts them to two decimals.
  it.each([
    ['000000', 'ffffff', 21],
    ['ffffff', 'ffffff', 1],
    ['777777', 'ffffff', 4.47],
    ['767676', 'ffffff', 4.54],
    ['ff0000', 'ffffff', 3.99],
    ['0000ff', 'ffffff', 8.59],
    ['00ff00', '000000', 15.3],
    ['ffff00', 'ffffff', 1.07],
  ])('of %s and %s is %d', (one, other, ratio) => {
    expect(Math.floor(contrast(color(one), color(other)) * 100) / 100).toBe(ratio);
    expect(contrast(color(one), color(other))).toBeCloseTo(contrast(color(other), color(one)), 10);
  });

  it('is that of what is seen of a color', () => {
    expect(contrast(colorOf('00000000'), WHITE)).toBe(1);
    expect(contrast(colorOf('00000080'), WHITE)).toBeCloseTo(contrast(color('7f7f7f'), WHITE), 1);
    expect(cssOf(over([0, 0, 0, 0.5], WHITE))).toBe('#808080');
  });
});

describe('a readable color', () => {
  const [yellow, blue, grey] = [color('ffff00'), color('0000ff'), color('949494')];

  it.each<[string, readonly Color[], Color, Color]>([
    ['is the first that can be read', [blue, BLACK], WHITE, blue],
    ['is another one if the first cannot', [yellow, blue], WHITE, blue],
    ['is black on light colors if none can', [yellow, WHITE], WHITE, BLACK],
    ['is white on dark colors if none can', [color('222222')], BLACK, WHITE],
    ['is not one that shines through', [colorOf('0000ff10')], WHITE, BLACK],
  ])('%s', (_, colors, below, expected) => {
    expect(readable(colors, below)).toEqual(expected);
  });

  it('needs less for symbols than for text', () => {
    expect(readable([grey], WHITE)).toEqual(BLACK);
    expect(readable([grey], WHITE, SYMBOL_CONTRAST)).toEqual(grey);
  });
});

describe('a color in CSS', () => {
  it.each([
    ['#abc', '#aabbcc'],
    ['#ABCD', '#aabbccdd'],
    ['#12345678', '#12345678'],
    ['RebeccaPurple', '#663399'],
    ['transparent', '#00000000'],
    ['rgb(1,2,3)', '#010203'],
    ['rgb(1 2 3 / 50%)', '#01020380'],
    ['rgba(255, 0, 0, .5)', '#ff000080'],
    ['rgb(100%,0%,20%)', '#ff0033'],
    ['rgb(300,-5,0)', '#ff0000'],
    ['hsl(120,100%,25%)', '#008000'],
    ['hsl(-120deg 100% 50% / .2)', '#0000ff33'],
  ])('%s is %s', (text, expected) => {
    expect(cssOf(plainColor(text)!)).toBe(expected);
  });

  it.each([
    '',
    '#ab',
    '#abcde',
    'url(a)',
    'var(--a)',
    'currentcolor',
    'rgb(1,2)',
    'rgb(1.2.3,2,3)',
    'red blue',
    'oklch(1 0 0)',
  ])('%o is none that is known', (text) => {
    expect(plainColor(text)).toBeUndefined();
  });
});
