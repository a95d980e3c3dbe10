import { fail } from '#core/errors.ts';
import { type ImageType, imageProblem } from './images.ts';
import type { Asset, AssetCategory, StoredAsset } from './style.ts';

const GRAPHIC: readonly ImageType[] = ['PNG', 'SVG', 'JPEG'];

/**
 * The formats of the images of each category. No category has WEBP, which the API names as well.
 * Source: https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-brandingeditor.html
 */
const FORMATS: Readonly<Record<AssetCategory, readonly ImageType[]>> = {
  FAVICON_ICO: ['ICO'],
  FAVICON_SVG: ['SVG'],
  EMAIL_GRAPHIC: GRAPHIC,
  SMS_GRAPHIC: GRAPHIC,
  AUTH_APP_GRAPHIC: GRAPHIC,
  PASSWORD_GRAPHIC: GRAPHIC,
  PASSKEY_GRAPHIC: GRAPHIC,
  PAGE_HEADER_LOGO: GRAPHIC,
  PAGE_HEADER_BACKGROUND: GRAPHIC,
  PAGE_FOOTER_LOGO: GRAPHIC,
  PAGE_FOOTER_BACKGROUND: GRAPHIC,
  PAGE_BACKGROUND: GRAPHIC,
  FORM_BACKGROUND: GRAPHIC,
  FORM_LOGO: GRAPHIC,
  IDP_BUTTON_ICON: ['ICO', 'SVG'],
};

/** Names what an image is for. Two images of a style have different names. */
export function useOf({ category, colorMode, resourceId }: Omit<StoredAsset, 'id' | 'size'>): string {
  return JSON.stringify([category, colorMode, resourceId]);
}

/**
 * Returns the images of a style once they are checked: format and content fit the category, and no two are for the same.
 * Throws InvalidParameterException for the first that is wrong.
 */
export function checkedAssets(
  assets: readonly (Omit<Asset, 'bytes'> & { readonly bytes?: Uint8Array })[],
): readonly Asset[] {
  const uses = new Set<string>();
  return assets.map(({ bytes = new Uint8Array(), ...asset }) => {
    const { category, extension } = asset;
    const formats = FORMATS[category];
    const format = formats.find((one) => one === extension);
    if (!format) refuse(asset, `the extension must be one of ${formats.join(', ')}`);
    if (bytes.length === 0) refuse(asset, 'there is no image');
    const problem = imageProblem(format, bytes);
    if (problem !== undefined) refuse(asset, problem);
    const use = useOf(asset);
    if (uses.has(use)) refuse(asset, 'there is another asset for the same');
    uses.add(use);
    return { ...asset, bytes };
  });
}

function refuse({ category, colorMode }: Omit<Asset, 'bytes'>, problem: string): never {
  return fail('InvalidParameterException', `Invalid asset ${category} (${colorMode}): ${problem}.`);
}
