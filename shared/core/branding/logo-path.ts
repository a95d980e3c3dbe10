/**
 * The path of the image of SetUICustomization below the public URL. The groups are the ids of pool and client, and the
 * CSSVersion. The name of the file does not tell the format, as in Cognito.
 */
export const LOGO_PATH = /^\/([\w-]{1,55})\/(\w{1,128})\/(\d{14})\/assets\/images\/image\.jpg$/;

/** Returns the path of the image of one version. It fits LOGO_PATH. */
export function logoPath(poolId: string, clientId: string, cssVersion: string): string {
  return `/${poolId}/${clientId}/${cssVersion}/assets/images/image.jpg`;
}
