/** This file defines the managed login branding of an app client. Times are in epoch milliseconds. */

/** The most styles that a pool may have. Source: AWS's page of quotas. */
export const MOST_STYLES = 20;

/** The most images of a style, and their size in bytes. A style is deleted in one transaction of the table, of up to 4 MB. */
export const MOST_ASSETS = 40;
export const MOST_ASSET_BYTES = 2_500_000;

/** The size in bytes of the images that one request adds to a style and takes from it, which are one transaction as well. */
export const MOST_CHANGED_BYTES = 2_700_000;

/** The largest part of an image in one record, in bytes. Its base64 form fits into an item. */
export const CHUNK_BYTES = 256 * 1024;

export type AssetCategory =
  | 'FAVICON_ICO'
  | 'FAVICON_SVG'
  | 'EMAIL_GRAPHIC'
  | 'SMS_GRAPHIC'
  | 'AUTH_APP_GRAPHIC'
  | 'PASSWORD_GRAPHIC'
  | 'PASSKEY_GRAPHIC'
  | 'PAGE_HEADER_LOGO'
  | 'PAGE_HEADER_BACKGROUND'
  | 'PAGE_FOOTER_LOGO'
  | 'PAGE_FOOTER_BACKGROUND'
  | 'PAGE_BACKGROUND'
  | 'FORM_BACKGROUND'
  | 'FORM_LOGO'
  | 'IDP_BUTTON_ICON';

type AssetExtension = 'ICO' | 'JPEG' | 'PNG' | 'SVG' | 'WEBP';

/** What an image is for. Two images of one style differ in category, color mode or resource id. */
type AssetUse = {
  readonly category: AssetCategory;
  /** DYNAMIC means every mode. */
  readonly colorMode: 'LIGHT' | 'DARK' | 'DYNAMIC';
  readonly extension: AssetExtension;
  readonly resourceId?: string;
};

/** An image with its content. */
export type Asset = AssetUse & { readonly bytes: Uint8Array };

/** An image as the style knows it. Its content is in the records `assetChunk` with its id. */
export type StoredAsset = AssetUse & {
  readonly id: string;
  /** The size in bytes, from which the number of chunks follows. */
  readonly size: number;
};

/** A JSON object, whose members settings.ts describes. */
export type Settings = { readonly [name: string]: unknown };

/** The look of managed login for one app client, which has one style at most. */
export type BrandingStyle = {
  readonly id: string;
  readonly poolId: string;
  readonly clientId: string;
  /** The style is the default one, and has no settings. */
  readonly useCognitoProvidedValues: boolean;
  readonly settings?: Settings;
  readonly assets: readonly StoredAsset[];
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly version: number;
};

/** A part of an image. It is never changed: an image that replaces another one has an id of its own. */
export type AssetChunk = {
  readonly poolId: string;
  readonly assetId: string;
  readonly index: number;
  /** The content in base64. */
  readonly bytes: string;
  readonly version: number;
};
