import { cssVersionOf } from '#core/branding/classic.ts';
import { classicCssProblem } from '#core/branding/css.ts';
import { type CssRules, cssRules, type Declarations } from '#core/branding/css-rules.ts';
import { logoPath } from '#core/branding/logo-path.ts';
import { settingAt } from '#core/branding/settings.ts';
import type { UiCustomization } from '#core/branding/ui-customization.ts';
import { type Look, lookOf, PLAIN_SETTINGS } from '../look.ts';
import { nameable } from '../nameable.ts';
import { STYLE } from '../style.ts';
import { type Color, colorOf, contrast, cssOf, digitsOf, over, readable, TEXT_CONTRAST, WHITE } from './color.ts';
import { plainColor } from './css-color.ts';
import { variables } from './variables.ts';

/** Returns the settings of pages whose card has this color. The CSS of classic pages is written for light pages. */
const settingsOn = (background: Color) => ({
  categories: { global: { colorSchemeMode: 'LIGHT' } },
  components: {
    ...PLAIN_SETTINGS.components,
    form: {
      ...PLAIN_SETTINGS.components.form,
      lightMode: { ...PLAIN_SETTINGS.components.form.lightMode, backgroundColor: digitsOf(background) },
    },
  },
});

/** Returns the look of classic pages with the CSS and the logo of a customization. */
export function classicLook(customization: UiCustomization): Look {
  const { poolId, clientId, image } = customization;
  const css = customization.css ?? '';
  // The CSS may have been stored when more was allowed.
  const rules = cssRules(classicCssProblem(css) === undefined ? css : '');
  const path = image && logoPath(poolId, clientId, cssVersionOf(customization));
  return lookOf(`${variables(settingsOn(backgroundOf(rules)))}${STYLE}${rules.css}${guards(rules)}`, {
    imageOrigins: originsOf(rules.urls),
    hasBanner: true,
    choosesLanguage: true,
    ...(path && { formLogo: { picture: { light: path, dark: path }, isInside: true, isTop: true } }),
  });
}

/** The most characters of origins. They are in a header, and what carries responses takes few kilobytes of headers. */
const MOST_OF_ORIGINS = 1_000;

/** Returns the origins from which the CSS loads images. Those that do not fit into a header are left out. */
function originsOf(urls: readonly string[]): readonly string[] {
  const all = urls.flatMap((url) => (URL.canParse(url) ? [new URL(url).origin] : []));
  const origins = new Set(all.filter((origin) => origin.startsWith('https:') && nameable(origin)));
  let room = MOST_OF_ORIGINS;
  return [...origins].filter((origin) => {
    const fits = origin.length < room;
    if (fits) room -= origin.length + 1;
    return fits;
  });
}

/** Returns rules after the CSS, without which it could make an error or what is to be typed in invisible. */
function guards(rules: CssRules): string {
  return [
    textGuard(rules, '.label-customizable', {
      on: backgroundOf(rules),
      usual: usual('componentClasses.inputLabel', 'textColor'),
    }),
    ...['.inputField-customizable', '.inputField-customizable:focus'].map((selector) =>
      textGuard(rules, selector, {
        base: '.inputField-customizable',
        on: WHITE,
        usual: usual('components.pageText', 'headingColor'),
      }),
    ),
    ...['.submitButton-customizable', '.submitButton-customizable:hover'].map((selector) =>
      textGuard(rules, selector, {
        base: '.submitButton-customizable',
        on: usual('components.primaryButton', `${selector.endsWith(':hover') ? 'hover' : 'defaults'}.backgroundColor`),
        usual: usual('components.primaryButton', 'defaults.textColor'),
      }),
    ),
    ...(
      [
        ['.textDescription-customizable', usual('components.pageText', 'descriptionColor')],
        ['.passwordCheck-valid-customizable', usual('componentClasses.statusIndicator', 'success.indicatorColor')],
        ['.passwordCheck-notValid-customizable', usual('componentClasses.statusIndicator', 'error.indicatorColor')],
      ] as const
    ).map(([selector, color]) => textGuard(rules, selector, { on: backgroundOf(rules), usual: color })),
    errorGuard(rules),
  ].join('');
}

const usual = (part: string, name: string): Color => colorOf(String(settingAt({}, `${part}.lightMode.${name}`)));

/** Returns the color behind the parts of the card. */
function backgroundOf(rules: CssRules): Color {
  return over(backgroundIn(rules.of('.background-customizable')) ?? WHITE, WHITE);
}

/** Returns the plain color that CSS gives to a background. */
function backgroundIn(declared: Declarations): Color | undefined {
  const value = [...declared].findLast(
    ([property]) => property === 'background' || property === 'background-color',
  )?.[1];
  return value === undefined ? undefined : plainColor(value);
}

type Usual = { readonly base?: string; readonly on: Color; readonly usual: Color };

/** Returns a rule that makes a text readable, if plain colors say that it is not. */
function textGuard(rules: CssRules, selector: string, { base = selector, on, usual }: Usual): string {
  const declared = new Map([...rules.of(base), ...rules.of(selector)]);
  const text = declared.get('color');
  const background = backgroundIn(declared);
  if (text === undefined && background === undefined) return '';
  const color = text === undefined ? usual : plainColor(text);
  const below = over(background ?? on, backgroundOf(rules));
  if (!color || contrast(color, below) >= TEXT_CONTRAST) return '';
  return `${selector}{color:${cssOf(readable([usual], below))}!important}`;
}

/** What may be said of the error box. Anything else could hide it. */
const OF_ERRORS =
  /^(--.*|all|margin(-.+)?|padding(-.+)?|font-(size|weight|family|style)|width|background(-color)?|border(-.+)?|color|box-sizing|text-align|border-radius)$/;

/**
 * Returns the rules by which an error is seen whatever the CSS says of it, or of what it inherits from. An element that is hidden by the page itself stays so. Neither
 * margins nor sizes can move it away, and the colors must be plain ones that can be told from each other.
 */
function errorGuard(rules: CssRules): string {
  const declared = rules.of('.errorMessage-customizable');
  if (rules.css === '') return '';
  const undone = [...declared.keys()]
    .filter((property) => !OF_ERRORS.test(property))
    .map((property) => `${property}:initial!important;`);
  const isPlain = [...declared].every(([property, value]) => !property.startsWith('background') || plainColor(value));
  const usualBackground = usual('components.alert', 'error.backgroundColor');
  const background = over((isPlain && backgroundIn(declared)) || usualBackground, backgroundOf(rules));
  const wanted = plainColor(declared.get('color') ?? '');
  const color = readable([...(wanted ? [wanted] : []), usual('components.pageText', 'headingColor')], background);
  const ever = rules.everOf('.errorMessage-customizable');
  const isLarge = (properties: RegExp, most: number) =>
    ever.some(([property, value]) => properties.test(property) && !isModest(value, most));
  const isMoved = isLarge(/^(margin|padding)/, 24);
  const isWide = isLarge(/^border(?!-(?:.+-)?(?:color|style|radius)$)/, 10);
  return [
    `.errorMessage-customizable:not(:has(>[hidden])){${undone.join('')}`,
    'display:flex!important;visibility:visible!important;opacity:1!important;',
    'min-width:min(100%,15rem)!important;max-width:100%!important;',
    `font-size:clamp(.8125rem,${sizeIn(declared)},1.5rem)!important;`,
    'text-indent:0!important;letter-spacing:normal!important;word-spacing:normal!important;',
    '-webkit-text-fill-color:currentcolor!important;box-sizing:border-box!important;',
    isMoved ? 'margin:1rem 0!important;padding:.75rem .875rem!important;' : '',
    isWide ? 'border:1px solid!important;' : '',
    isPlain ? '' : 'background-image:none!important;',
    `background-color:${cssOf(background)}!important;color:${cssOf(color)}!important}`,
    declared.size > 0 ? '.errorMessage-customizable svg{color:inherit}' : '',
  ].join('');
}

const COLOR = /#[\da-f]+|\b(?:rgb|hsl)a?\([^()]*\)/gi;
const LENGTH = /([\d.]+)([a-z%]\w*)?/gi;
/** The units of lengths that do not grow with anything around them, in pixels. */
const PIXELS: Readonly<Record<string, number>> = { px: 1, pt: 4 / 3, em: 16, rem: 16 };

/** Tells whether the lengths in a value, which may have words and colors beside them, are plain ones from 0 to `most` pixels. */
function isModest(value: string, most: number): boolean {
  const rest = value.replace(COLOR, ' ');
  if (/[-+(]/.test(rest)) return false;
  return [...rest.matchAll(LENGTH)].every(
    ([, number, unit = '']) =>
      Number(number) === 0 || Number(number) * (PIXELS[unit.toLowerCase()] ?? Infinity) <= most,
  );
}

/** Returns the size of text in CSS, if it is a length. */
function sizeIn(declared: Declarations): string {
  const size = declared.get('font-size') ?? '';
  return /^(\d+|\d*\.\d+)(px|pt|em|rem|%)$/.test(size) ? size : '.9375rem';
}
