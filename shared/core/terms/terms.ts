import { fail } from '#core/errors.ts';

export type TermsName = 'terms-of-use' | 'privacy-policy';
export const TERMS_NAMES: readonly TermsName[] = ['terms-of-use', 'privacy-policy'];

/** The most terms documents that a pool may have. Source: AWS's page of quotas. */
export const MOST_TERMS = 40;

/** A terms document: for each language, the page to which the sign-up page links. Times are in epoch milliseconds. */
export type Terms = {
  readonly id: string;
  readonly poolId: string;
  readonly clientId: string;
  readonly name: TermsName;
  readonly source: 'LINK';
  readonly enforcement: 'NONE';
  /** The URLs by language, such as `cognito:default` or `cognito:french`. */
  readonly links: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly version: number;
};

/**
 * Throws InvalidParameterException for a link that is no web address. Pages show the links to everybody, so a link must
 * not run a script.
 */
export function checkLinks(links: Terms['links']): void {
  for (const [language, link] of Object.entries(links)) {
    if (!isWebAddress(link)) fail('InvalidParameterException', `The link of ${language} must be an http or https URL.`);
  }
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
