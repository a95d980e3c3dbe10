import { settingAt } from '#core/branding/settings.ts';
import type { Settings } from '#core/branding/style.ts';
import { BLACK, type Color, colorOf, cssOf, over, readable, SYMBOL_CONTRAST, WHITE } from './color.ts';

export type Scheme = 'light' | 'dark';

/** The names of images in the style sheet. */
type BackgroundName = 'page-image' | 'form-image' | 'header-image' | 'footer-image';
/** The paths of the images that are shown behind things. */
export type Backgrounds = Readonly<Partial<Record<BackgroundName, string>>>;

/**
 * Returns the settings of a branding style as custom properties of CSS, on which the style of all pages is built. Colors that
 * cannot be told from what is around them are replaced.
 */
export function variables(
  settings: Settings,
  backgrounds: Readonly<Record<Scheme, Backgrounds>> = { light: {}, dark: {} },
): string {
  const rule = (scheme: Scheme) => declarations({ ...colors(settings, scheme), ...urls(backgrounds[scheme]) });
  const mode = settingAt(settings, 'categories.global.colorSchemeMode');
  const common = declarations(shapes(settings));
  switch (mode) {
    case 'DYNAMIC':
      return `:root{color-scheme:light dark;${common}${rule('light')}}@media (prefers-color-scheme:dark){:root{${rule('dark')}}}`;
    case 'DARK':
      return `:root{color-scheme:dark;${common}${rule('dark')}}`;
    default:
      return `:root{color-scheme:light;${common}${rule('light')}}`;
  }
}

function declarations(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `--${name}:${value};`)
    .join('');
}

/** The paths are ours and have no characters that would end a string. */
function urls(backgrounds: Backgrounds): Record<string, string> {
  return Object.fromEntries(Object.entries(backgrounds).map(([name, path]) => [name, `url("${path}")`]));
}

/** The places of a setting in the words of CSS, which knows the direction of the language. */
const PLACES: Readonly<Record<string, string>> = { START: 'start', CENTER: 'center', END: 'end' };

/** Returns what is the same in both color schemes. */
function shapes(settings: Settings): Record<string, string> {
  const radius = (path: string) => `${Number(settingAt(settings, `${path}.borderRadius`))}px`;
  const place = (path: string) => PLACES[String(settingAt(settings, path))] ?? 'center';
  return {
    'button-radius': radius('componentClasses.buttons'),
    'input-radius': radius('componentClasses.input'),
    'list-radius': radius('componentClasses.dropDown'),
    'alert-radius': radius('components.alert'),
    'form-radius': radius('components.form'),
    'page-x': place('categories.form.location.horizontal'),
    'page-y': place('categories.form.location.vertical'),
    'logo-x': place('components.form.logo.location'),
    'header-x': place('components.pageHeader.logo.location'),
    'footer-x': place('components.pageFooter.logo.location'),
  };
}

/** Returns the colors of one scheme under their names in the style sheet. */
function colors(settings: Settings, scheme: Scheme): Record<string, string> {
  const from = (source: Settings) => (part: string, name: string) =>
    colorOf(String(settingAt(source, `${part}.${scheme}Mode.${name}`)));
  const given = from(settings);
  const usual = from({});
  const canvas = scheme === 'light' ? WHITE : BLACK;
  const page = over(given('components.pageBackground', 'color'), canvas);
  const form = over(given('components.form', 'backgroundColor'), page);

  const text = (part: string, name: string, below = form) => readable([given(part, name), usual(part, name)], below);
  const symbol = (part: string, name: string, below = form) =>
    readable([given(part, name), usual(part, name)], below, SYMBOL_CONTRAST);
  const heading = text('components.pageText', 'headingColor');
  const body = text('components.pageText', 'bodyColor');
  /** A field, a list or a box: its background, which may let the form shine through, and what text in it is like. */
  const filled = (name: string, part: string, background = 'backgroundColor') => {
    const color = given(part, background);
    const below = over(color, form);
    return { below, values: { [`${name}-bg`]: color, [`${name}-text`]: readable([heading, body], below) } };
  };
  const button = (name: string, part: string, state: string, hasBorder: boolean) => {
    const color = given(part, `${state}.backgroundColor`);
    return {
      [`${name}-bg`]: color,
      [`${name}-text`]: text(part, `${state}.textColor`, over(color, form)),
      ...(hasBorder && { [`${name}-border`]: given(part, `${state}.borderColor`) }),
    };
  };
  const input = filled('input', 'componentClasses.input', 'defaults.backgroundColor');
  const list = filled('list', 'componentClasses.dropDown', 'defaults.itemBackgroundColor');
  const item = given('componentClasses.dropDown', 'hover.itemBackgroundColor');
  const chosen = symbol('componentClasses.optionControls', 'selected.backgroundColor');
  const alert = filled('alert', 'components.alert', 'error.backgroundColor');
  const status = 'componentClasses.statusIndicator';
  const wrong = filled('wrong', status, 'error.backgroundColor');
  const box = (name: 'success' | 'warning') => {
    const { below, values } = filled(name, status, `${name}.backgroundColor`);
    const border = symbol(status, `${name}.borderColor`);
    return {
      ...values,
      [`${name}-border`]: border,
      [`${name}-sign`]: symbol(status, `${name}.indicatorColor`, below),
    };
  };
  const edge = (name: string, part: string) => ({
    [`${name}-bg`]: given(part, 'background.color'),
    [`${name}-border`]: given(part, 'borderColor'),
    [`${name}-text`]: readable([heading, body], over(given(part, 'background.color'), page)),
  });

  const values: Readonly<Record<string, Color>> = {
    page,
    'page-text': readable([heading, body], page),
    form: given('components.form', 'backgroundColor'),
    'form-border': given('components.form', 'borderColor'),
    heading,
    body,
    description: text('components.pageText', 'descriptionColor'),
    divider: given('componentClasses.divider', 'borderColor'),
    focus: symbol('componentClasses.focusState', 'borderColor'),
    'page-focus': symbol('componentClasses.focusState', 'borderColor', page),
    label: text('componentClasses.inputLabel', 'textColor'),
    hint: text('componentClasses.inputDescription', 'textColor'),
    link: text('componentClasses.link', 'defaults.textColor'),
    'link-hover': text('componentClasses.link', 'hover.textColor'),
    ...input.values,
    'input-border': symbol('componentClasses.input', 'defaults.borderColor'),
    ...wrong.values,
    'wrong-border': symbol(status, 'error.borderColor'),
    ...list.values,
    'list-hover-bg': item,
    'list-hover-border': symbol('componentClasses.dropDown', 'hover.itemBorderColor'),
    'list-hover-text': text('componentClasses.dropDown', 'hover.itemTextColor', over(item, form)),
    'option-bg': given('componentClasses.optionControls', 'defaults.backgroundColor'),
    'option-border': symbol('componentClasses.optionControls', 'defaults.borderColor'),
    'chosen-bg': chosen,
    'chosen-sign': symbol('componentClasses.optionControls', 'selected.foregroundColor', over(chosen, form)),
    ...button('primary', 'components.primaryButton', 'defaults', false),
    ...button('primary-hover', 'components.primaryButton', 'hover', false),
    ...button('primary-active', 'components.primaryButton', 'active', false),
    ...button('secondary', 'components.secondaryButton', 'defaults', true),
    ...button('secondary-hover', 'components.secondaryButton', 'hover', true),
    ...button('secondary-active', 'components.secondaryButton', 'active', true),
    ...alert.values,
    'alert-border': symbol('components.alert', 'error.borderColor'),
    'alert-sign': symbol(status, 'error.indicatorColor', alert.below),
    ...box('success'),
    ...box('warning'),
    'pending-sign': symbol(status, 'pending.indicatorColor'),
    ...edge('header', 'components.pageHeader'),
    ...edge('footer', 'components.pageFooter'),
  };
  return Object.fromEntries(Object.entries(values).map(([name, color]) => [name, cssOf(color)]));
}
