import { assetPath } from '#core/branding/asset-path.ts';
import { settingAt } from '#core/branding/settings.ts';
import type { AssetCategory, BrandingStyle, StoredAsset } from '#core/branding/style.ts';
import { type FormLogo, type Graphic, type Look, lookOf, type Picture, PLAIN_SETTINGS } from '../look.ts';
import { STYLE } from '../style.ts';
import { type Backgrounds, type Scheme, variables } from './variables.ts';

const GRAPHICS: readonly Graphic[] = [
  'EMAIL_GRAPHIC',
  'SMS_GRAPHIC',
  'AUTH_APP_GRAPHIC',
  'PASSWORD_GRAPHIC',
  'PASSKEY_GRAPHIC',
];

/** The images of a style that are shown, by what they are for. */
type Pictures = (category: AssetCategory) => Picture | undefined;

/**
 * Returns the look of the pages of managed login with a branding style. One with the values that Cognito provides has ours,
 * and the images of the style.
 */
export function managedLook(style: BrandingStyle): Look {
  const settings = style.settings ?? PLAIN_SETTINGS;
  const is = (path: string) => settingAt(settings, path) === true;
  const pictures = picturesOf(style, String(settingAt(settings, 'categories.global.colorSchemeMode')));
  const backgrounds = (scheme: Scheme): Backgrounds => ({
    ...(is('components.pageBackground.image.enabled') && named('page-image', pictures('PAGE_BACKGROUND')?.[scheme])),
    ...(is('components.form.backgroundImage.enabled') && named('form-image', pictures('FORM_BACKGROUND')?.[scheme])),
    ...(is('components.pageHeader.backgroundImage.enabled') &&
      named('header-image', pictures('PAGE_HEADER_BACKGROUND')?.[scheme])),
    ...(is('components.pageFooter.backgroundImage.enabled') &&
      named('footer-image', pictures('PAGE_FOOTER_BACKGROUND')?.[scheme])),
  });
  const edge = (part: 'Header' | 'Footer') => {
    const logo = is(`components.page${part}.logo.enabled`)
      ? pictures(part === 'Header' ? 'PAGE_HEADER_LOGO' : 'PAGE_FOOTER_LOGO')
      : undefined;
    return is(`categories.global.page${part}.enabled`) ? { ...(logo && { logo }) } : undefined;
  };
  const [header, footer] = [edge('Header'), edge('Footer')];
  const logo = is('components.form.logo.enabled') ? pictures('FORM_LOGO') : undefined;
  const css = `${variables(settings, { light: backgrounds('light'), dark: backgrounds('dark') })}${STYLE}`;
  return lookOf(css, {
    ...(header && { header }),
    ...(footer && { footer }),
    ...(logo && { formLogo: formLogo(settings, logo) }),
    ...(is('categories.form.displayGraphics') && { graphics: graphics(pictures) }),
    favicons: favicons(style),
    hasInstructions: is('categories.form.instructions.enabled'),
    choosesLanguage: is('categories.form.languageSelector.enabled'),
  });
}

const named = (name: keyof Backgrounds, path: string | undefined): Backgrounds =>
  path === undefined ? {} : { [name]: path };

/** Returns the images of a style, each for the color schemes in which it is shown. */
function picturesOf({ poolId, clientId, assets }: BrandingStyle, mode: string): Pictures {
  const find = (category: AssetCategory, ...modes: readonly StoredAsset['colorMode'][]) =>
    modes
      .map((one) => assets.find((asset) => asset.category === category && asset.colorMode === one))
      .find((asset) => asset !== undefined);
  const path = (asset: StoredAsset | undefined) => asset && assetPath({ poolId, clientId }, asset);
  return (category) => {
    const light = path(find(category, 'LIGHT', 'DYNAMIC'));
    const dark = path(find(category, 'DARK', 'DYNAMIC'));
    // A page of one scheme has the images of that scheme, whatever the browser prefers.
    const [seenInLight, seenInDark] =
      mode === 'LIGHT' ? [light, light] : mode === 'DARK' ? [dark, dark] : [light, dark];
    if (seenInLight === undefined && seenInDark === undefined) return undefined;
    return { ...(seenInLight && { light: seenInLight }), ...(seenInDark && { dark: seenInDark }) };
  };
}

function formLogo(settings: BrandingStyle['settings'] & object, picture: Picture): FormLogo {
  return {
    picture,
    isInside: settingAt(settings, 'components.form.logo.formInclusion') === 'IN',
    isTop: settingAt(settings, 'components.form.logo.position') === 'TOP',
  };
}

function graphics(pictures: Pictures): Look['graphics'] {
  return Object.fromEntries(
    GRAPHICS.flatMap((category) => {
      const picture = pictures(category);
      return picture ? [[category, picture]] : [];
    }),
  );
}

const ICON_TYPES = { ICO: 'image/x-icon', SVG: 'image/svg+xml' } as const;
const MEDIA = { LIGHT: '(prefers-color-scheme: light)', DARK: '(prefers-color-scheme: dark)', DYNAMIC: undefined };

/** Browsers show icons beside their own colors, so that the scheme of the browser decides, and not that of the page. */
function favicons({ poolId, clientId, assets, settings = {} }: BrandingStyle): Look['favicons'] {
  const types = settingAt(settings, 'components.favicon.enabledTypes') as readonly string[];
  return (['ICO', 'SVG'] as const)
    .filter((type) => types.includes(type))
    .flatMap((type) =>
      assets.filter(({ category }) => category === `FAVICON_${type}`).map((asset) => ({ type, asset })),
    )
    .map(({ type, asset }) => {
      const media = MEDIA[asset.colorMode];
      const href = assetPath({ poolId, clientId }, asset);
      return { href, type: ICON_TYPES[type], ...(media !== undefined && { media }) };
    });
}
