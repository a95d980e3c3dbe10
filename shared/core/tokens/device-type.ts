/** A product, and the text of a User-Agent header that tells of it; the group is its version. */
type Product = readonly [name: string, form: RegExp];

/** The first one that matches counts: most browsers name others beside themselves. */
const BROWSERS: readonly Product[] = [
  ['Edge', /\bEdg(?:A|iOS|e)?\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Samsung Internet', /\bSamsungBrowser\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /\b(?:Chrome|CriOS)\/(\d+)/],
  ['Safari', /\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//],
];

const SYSTEMS: readonly Product[] = [
  // Windows 11 calls itself 10.
  ['Windows', /\bWindows NT (10)\.0/],
  ['Windows', /\bwindows\b()/i],
  ['Android', /\bAndroid (\d+)/],
  ['iOS', /\b(?:iPhone )?OS (\d+_\d+)[\d_]* like Mac OS X/],
  ['macOS', /\bMac OS X (\d+[._]\d+)/],
  ['macOS', /\bmacos\b()/i],
  ['ChromeOS', /\bCrOS\b()/],
  ['Android', /\bandroid\b()/i],
  ['Linux', /\blinux\b()/i],
];

/** An app or SDK names itself first, such as `my-app/1.2`. Browsers call themselves Mozilla there. */
const APP = /^(?!Mozilla\/)([\w.+-]{1,64})\/(\d{1,10})/;

/** The longest part of a header that is looked at, in UTF-16 units. */
const LONGEST = 1_024;

/**
 * Returns what a User-Agent header tells of a device: `<browser or app> / <operating system>`, one of the two, or
 * `unknown`. Only the names of apps are the sender's own words.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SessionDescriptionType.html
 */
export function deviceTypeOf(userAgent: string | undefined): string {
  const text = (userAgent ?? '').slice(0, LONGEST);
  const [, app, version] = APP.exec(text) ?? [];
  const parts = [app === undefined ? productIn(text, BROWSERS) : `${app} ${version}`, productIn(text, SYSTEMS)];
  return parts.filter((part) => part !== undefined).join(' / ') || 'unknown';
}

function productIn(text: string, products: readonly Product[]): string | undefined {
  for (const [name, form] of products) {
    const match = form.exec(text);
    if (match) return match[1] ? `${name} ${match[1].replace('_', '.')}` : name;
  }
  return undefined;
}
