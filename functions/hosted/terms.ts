import { fail } from '#core/errors.ts';
import { ENGLISH } from '#core/languages/texts.ts';
import type { Parameters } from '#core/oauth/parameters.ts';
import { canHoldTime } from '#core/pools/schema.ts';
import { markOf, type ShownTerms, shownTerms } from '#core/terms/acceptance.ts';
import { termsOf } from '#core/terms/change.ts';
import { languageOf } from '#protocol/web/language.ts';
import { isManaged, type WebCall } from '#protocol/web/web-call.ts';
import type { TermsView } from '#ui/pages/terms.ts';
import type { PageCall } from './authorization.ts';
import { ownSettingsOf } from './own.ts';

type TermsCall = WebCall & Pick<PageCall, 'client'>;

/** The field by which a form says which terms somebody accepts. */
const FIELD = 'acceptTerms';

/** Returns the terms of the client, as the page for signing up shows them to whoever has filled in the form so far. */
export async function termsView(call: TermsCall, form: Parameters): Promise<TermsView | undefined> {
  const terms = await termsHere(call);
  if (!terms) return undefined;
  const links = { termsOfUse: terms['terms-of-use'].link, privacyPolicy: terms['privacy-policy'].link };
  const mark = markOf(terms);
  return (await isRequired(call)) ? { ...links, acceptance: { mark, isGiven: form[FIELD] === mark } } : links;
}

/**
 * Notes which terms somebody accepts who signs up, and returns the attribute that keeps the time. It is ours to write, so that it may be
 * one that the client must not write. Throws InvalidParameterException for somebody who must accept the terms and has not,
 * or has accepted others than those of now.
 */
export async function acceptedTerms(call: PageCall, form: Parameters): Promise<Readonly<Record<string, string>>> {
  const terms = (await isRequired(call)) ? await termsHere(call) : undefined;
  if (!terms) return {};
  if (form[FIELD] !== markOf(terms)) fail('InvalidParameterException', ENGLISH['problem.termsNotAccepted']);
  call.audit.acceptedTerms = [terms['terms-of-use'], terms['privacy-policy']];
  const { deps, pool, requestId, operation } = call;
  const { attribute } = (await ownSettingsOf(call)).terms ?? {};
  if (attribute === undefined) return {};
  if (!canHoldTime(pool, attribute)) {
    deps.logger.warn('terms.attribute-unusable', { requestId, operation, poolId: pool.id });
    return {};
  }
  return { [attribute]: new Date(deps.clock.now()).toISOString() };
}

const isRequired = async (call: TermsCall): Promise<boolean> =>
  (await ownSettingsOf(call)).terms?.acceptance === 'REQUIRED';

/** Returns the terms in the language of the browser. Classic pages show none. */
async function termsHere(call: TermsCall): Promise<ShownTerms | undefined> {
  if (!isManaged(call)) return undefined;
  return shownTerms(await termsOf(call, call.pool.id, call.client.id), languageOf(call));
}
