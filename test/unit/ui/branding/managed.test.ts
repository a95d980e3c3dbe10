import { describe, expect, it } from 'vitest';
import { isObject, type Node } from '#core/branding/settings-shape.ts';
import { SETTINGS } from '#core/branding/settings-table.ts';
import type { BrandingStyle, Settings, StoredAsset } from '#core/branding/style.ts';
import { managedLook } from '#ui/branding/managed.ts';
import { type Look, PLAIN } from '#ui/look.ts';

const IDS = { poolId: 'us-east-1_Pool', clientId: 'client' };

function asset(category: StoredAsset['category'], colorMode: StoredAsset['colorMode'], n = 1): StoredAsset {
  const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  return { id, size: 1, category, colorMode, extension: category === 'FAVICON_ICO' ? 'ICO' : 'SVG' };
}
const pathOf = (n: number, extension = 'svg') =>
  `/us-east-1_Pool/client/assets/images/00000000-0000-4000-8000-${String(n).padStart(12, '0')}.${extension}`;

function look(settings: Settings | undefined, assets: readonly StoredAsset[] = []): Look {
  const style: BrandingStyle = {
    ...IDS,
    id: 'style',
    useCognitoProvidedValues: settings === undefined,
    ...(settings && { settings }),
    assets,
    createdAt: 0,
    modifiedAt: 0,
    version: 1,
  };
  return managedLook(style);
}

/** The settings with a value at a path. */
function withValue(settings: Settings, [name = '', ...rest]: readonly string[], value: unknown): Settings {
  const inner = settings[name];
  return { ...settings, [name]: rest.length === 0 ? value : withValue(isObject(inner) ? inner : {}, rest, value) };
}
const at = (path: string, value: unknown, base: Settings = {}) => withValue(base, path.split('.'), value);

/** The value of a custom property, in the scheme in which it comes first. */
const property = ({ css }: Look, name: string) => new RegExp(`[{;]--${name}:([^;]*);`).exec(css)?.[1];

const ALL = [
  asset('PAGE_BACKGROUND', 'DYNAMIC', 1),
  asset('FORM_BACKGROUND', 'DYNAMIC', 2),
  asset('PAGE_HEADER_LOGO', 'DYNAMIC', 3),
  asset('PAGE_HEADER_BACKGROUND', 'DYNAMIC', 4),
  asset('PAGE_FOOTER_LOGO', 'DYNAMIC', 5),
  asset('PAGE_FOOTER_BACKGROUND', 'DYNAMIC', 6),
  asset('FORM_LOGO', 'DYNAMIC', 7),
  asset('FAVICON_ICO', 'DYNAMIC', 8),
  asset('FAVICON_SVG', 'DYNAMIC', 9),
];

/** The settings that change nothing, for which docs/unknowns.md has the reasons. */
const WITHOUT_EFFECT = [
  /^categories\.(auth|signUp)\./,
  /^categories\.form\.sessionTimerDisplay/,
  /^categories\.global\.spacingDensity$/,
  /^componentClasses\.idpButtons\./,
  /^componentClasses\.dropDown\..*\.match\./,
  /^componentClasses\.input\..*\.placeholderColor$/,
  /^components\.primaryButton\..*\.disabled\./,
  /^components\.idpButton\./,
  /^components\.phoneNumberSelector\./,
];

function* leaves(node: Node, path: readonly string[] = []): Generator<{ path: string; fallback: unknown; node: Node }> {
  if (!('members' in node)) yield { path: path.join('.'), fallback: node.fallback, node };
  else for (const [name, inner] of Object.entries(node.members)) yield* leaves(inner, [...path, name]);
}

const COLORS = ['000000ff', '3a3a3aff', 'c7c7c7ff', 'fefefeff'];

/** Other values than the default. One color alone may be replaced, because it cannot be told from what is around it. */
function othersThan(fallback: unknown, node: Node): readonly unknown[] {
  const others = [!fallback, 3, 'END', 'DARK', 'OUT', 'BOTTOM', [], ...COLORS];
  return others.filter((one) => 'accepts' in node && node.accepts(one) && one !== fallback);
}

/** Settings under which everything is shown that can be, in both color schemes. */
const SHOWN: Settings = [
  'categories.global.pageHeader.enabled',
  'categories.global.pageFooter.enabled',
  'components.form.logo.enabled',
  'components.pageHeader.logo.enabled',
  'components.pageFooter.logo.enabled',
].reduce<Settings>((settings, path) => at(path, true, settings), at('categories.global.colorSchemeMode', 'DYNAMIC'));

describe('the look of managed login', () => {
  it.each([...leaves(SETTINGS)].map(({ path, fallback, node }) => [path, fallback, node] as const))(
    'depends on %s or cannot',
    (path, fallback, node) => {
      const usual = JSON.stringify(look(SHOWN, ALL));
      const changed = [...othersThan(fallback, node), false].some(
        (other) => JSON.stringify(look(at(path, other, SHOWN), ALL)) !== usual,
      );
      expect(changed).toBe(!WITHOUT_EFFECT.some((pattern) => pattern.test(path)));
    },
  );

  it('has a use for every color and radius, and lacks none', () => {
    const { css } = look(SHOWN, ALL);
    const [rule = ''] = /^:root\{[^}]*\}/.exec(css) ?? [];
    const namesIn = (text: string, pattern: RegExp) => new Set([...text.matchAll(pattern)].map(([, name]) => name));
    const [defined, used] = [namesIn(rule, /--([\w-]+):/g), namesIn(css, /var\(--([\w-]+)\)/g)];
    expect([...defined].filter((name) => !css.includes(`var(--${name}`))).toEqual([]);
    expect([...used].filter((name) => !defined.has(name))).toEqual([]);
  });

  it('is ours for the values that Cognito provides, with the images of the style', () => {
    expect(look(undefined)).toMatchObject({ css: PLAIN.css, graphics: {} });
    expect(look(undefined).css).toContain('prefers-color-scheme');
    expect(look(undefined, [asset('EMAIL_GRAPHIC', 'DYNAMIC', 1)]).graphics).toEqual({
      EMAIL_GRAPHIC: { light: pathOf(1), dark: pathOf(1) },
    });
  });

  it.each([
    ['LIGHT', 'color-scheme:light;', '#414d5c', false],
    ['DARK', 'color-scheme:dark;', '#b6bec9', false],
    ['DYNAMIC', 'color-scheme:light dark;', '#414d5c', true],
  ])('has the color scheme %s', (mode, scheme, body, follows) => {
    const made = look(at('categories.global.colorSchemeMode', mode));
    expect(made.css).toContain(scheme);
    expect(property(made, 'body')).toBe(body);
    expect(made.css.includes('@media (prefers-color-scheme:dark)')).toBe(follows);
  });

  it('is light unless the settings say otherwise', () => {
    expect(look({}).css).toBe(look(at('categories.global.colorSchemeMode', 'LIGHT')).css);
  });

  const light = (path: string, value: string, base?: Settings) => at(path.replace('*', 'lightMode'), value, base);
  const [FORM, ERROR] = ['components.form.*.backgroundColor', 'components.alert.*.error'];

  it.each<[string, Settings, string, string]>([
    ['text that can be read', light('components.pageText.*.headingColor', '123456ff'), 'heading', '#123456'],
    ['text like the form', light('components.pageText.*.headingColor', 'ffffffff'), 'heading', '#000716'],
    ['text that shines through', light('components.pageText.*.bodyColor', '00000020'), 'body', '#414d5c'],
    ['default text on a dark form', light(FORM, '000000ff'), 'heading', '#ffffff'],
    [
      'a form that lets a dark page shine through',
      light(FORM, 'ffffff10', light('components.pageBackground.*.color', '000000ff')),
      'heading',
      '#ffffff',
    ],
    [
      'a border of inputs like the form',
      light('componentClasses.input.*.defaults.borderColor', 'ffffffff'),
      'input-border',
      '#7d8998',
    ],
    ['a focus ring like the form', light('componentClasses.focusState.*.borderColor', 'fefefeff'), 'focus', '#0972d3'],
    [
      'an error box like the form',
      light(`${ERROR}.borderColor`, 'ffffffff', light(`${ERROR}.backgroundColor`, 'ffffffff')),
      'alert-border',
      '#d91515',
    ],
    ['a dark error box', light(`${ERROR}.backgroundColor`, '000000ff'), 'alert-text', '#ffffff'],
    [
      'a sign like its box',
      light(
        'componentClasses.statusIndicator.*.error.indicatorColor',
        'd91515ff',
        light(`${ERROR}.backgroundColor`, 'd91515ff'),
      ),
      'alert-sign',
      '#ffffff',
    ],
    [
      'a button like its text',
      light('components.primaryButton.*.defaults.textColor', '0972d3ff'),
      'primary-text',
      '#ffffff',
    ],
  ])('has colors that can be seen: %s', (_, settings, name, expected) => {
    expect(property(look(settings), name)).toBe(expected);
  });

  it.each([
    ['colors', 'components.form.lightMode.backgroundColor', 'red;}body{display:none'],
    ['radii', 'components.form.borderRadius', '1px;}body{display:none}'],
    ['radii without end', 'components.form.borderRadius', Number.POSITIVE_INFINITY],
    ['schemes', 'categories.global.colorSchemeMode', '</style>'],
    ['places', 'categories.form.location.horizontal', '</style>'],
    ['groups', 'components.form', 'x'],
    ['lists', 'components.favicon.enabledTypes', 'ICO'],
  ])('takes no %s of a stored document that would not be accepted today', (_, path, value) => {
    expect(look(at(path, value)).css).toBe(look({}).css);
  });

  it('has the images of its color schemes', () => {
    const on = at('components.form.logo.enabled', true);
    const both = [asset('FORM_LOGO', 'LIGHT', 1), asset('FORM_LOGO', 'DARK', 2), asset('FORM_LOGO', 'DYNAMIC', 3)];
    const picture = (mode: string, assets: readonly StoredAsset[]) =>
      look(at('categories.global.colorSchemeMode', mode, on), assets).formLogo?.picture;
    expect(picture('LIGHT', both)).toEqual({ light: pathOf(1), dark: pathOf(1) });
    expect(picture('DARK', both)).toEqual({ light: pathOf(2), dark: pathOf(2) });
    expect(picture('DYNAMIC', both)).toEqual({ light: pathOf(1), dark: pathOf(2) });
    expect(picture('DYNAMIC', both.slice(0, 1))).toEqual({ light: pathOf(1) });
    expect(picture('DYNAMIC', both.slice(1))).toEqual({ light: pathOf(3), dark: pathOf(2) });
    expect(picture('DARK', both.slice(0, 1))).toBeUndefined();
    expect(look({}, both).formLogo).toBeUndefined();
  });

  it('has backgrounds in the style sheet', () => {
    const settings = at(
      'components.pageBackground.image.enabled',
      true,
      at('categories.global.colorSchemeMode', 'DYNAMIC'),
    );
    const { css } = look(settings, [asset('PAGE_BACKGROUND', 'DARK', 1)]);
    expect(css.indexOf(`--page-image:url("${pathOf(1)}")`)).toBeGreaterThan(
      css.indexOf('@media (prefers-color-scheme:dark)'),
    );
    expect(look({}, [asset('PAGE_BACKGROUND', 'DYNAMIC', 1)]).css).not.toContain('--page-image:');
  });

  it('has the icons that are enabled', () => {
    const icons = [asset('FAVICON_ICO', 'DYNAMIC', 1), asset('FAVICON_SVG', 'DARK', 2)];
    expect(look({}, icons).favicons).toEqual([
      { href: pathOf(1, 'ico'), type: 'image/x-icon' },
      { href: pathOf(2), type: 'image/svg+xml', media: '(prefers-color-scheme: dark)' },
    ]);
    expect(look(at('components.favicon.enabledTypes', ['SVG']), icons).favicons).toHaveLength(1);
    expect(look(at('components.favicon.enabledTypes', []), icons).favicons).toEqual([]);
  });

  it('shows no graphics where they are off', () => {
    expect(look(at('categories.form.displayGraphics', false)).graphics).toBeUndefined();
  });
});
