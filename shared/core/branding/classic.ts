import type { UiCustomization } from './ui-customization.ts';

/** What the hosted pages need to know of a customization, apart from the parser of CSS with which it is checked. */

/** The client id of the customization for all clients without one of their own, as the API has it. */
export const ALL_CLIENTS = 'ALL';

/** Returns the CSSVersion of a customization: its time in UTC as yyyymmddhhmmss. */
export function cssVersionOf({ cssVersion }: Pick<UiCustomization, 'cssVersion'>): string {
  return new Date(cssVersion).toISOString().replace(/\D/g, '').slice(0, 'yyyymmddhhmmss'.length);
}

/** Tells whether a customization changes anything. */
export function hasContent({ css, image }: UiCustomization): boolean {
  return css !== undefined || image !== undefined;
}
