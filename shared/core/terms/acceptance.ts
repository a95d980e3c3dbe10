import { createHash } from 'node:crypto';
import { termsName } from '#core/languages/language.ts';
import { TERMS_NAMES, type Terms, type TermsName } from './terms.ts';

/** A terms document as somebody was shown it. */
export type AcceptedDocument = {
  readonly id: string;
  /** The time of its last change, in epoch milliseconds. */
  readonly modifiedAt: number;
  readonly link: string;
};

/** Both terms documents of a client in one language. */
export type ShownTerms = Readonly<Record<TermsName, AcceptedDocument>>;

/**
 * Returns the terms documents in a language, or undefined unless both are there and have a link for it.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html#managed-login-terms-documents
 */
export function shownTerms(
  documents: Readonly<Record<TermsName, Terms | undefined>>,
  language: string,
): ShownTerms | undefined {
  const shown = (name: TermsName): AcceptedDocument | undefined => {
    const { id, modifiedAt, links = {} } = documents[name] ?? {};
    const link = links[termsName(language) ?? ''] ?? links['cognito:default'];
    return id === undefined || modifiedAt === undefined || !link ? undefined : { id, modifiedAt, link };
  };
  const termsOfUse = shown('terms-of-use');
  const privacyPolicy = shown('privacy-policy');
  return termsOfUse && privacyPolicy && { 'terms-of-use': termsOfUse, 'privacy-policy': privacyPolicy };
}

/**
 * Returns a text that stands for exactly these documents. Who accepts terms sends it back, so that nobody accepts others
 * than they were shown.
 */
export function markOf(terms: ShownTerms): string {
  const content = TERMS_NAMES.map((name) => [terms[name].id, terms[name].modifiedAt, terms[name].link]);
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}
