import { fail, TEXT } from '#core/errors.ts';
import { type Forms, fromForm, inForm } from '#core/keys/forms.ts';
import type { Clock } from '#ports/clock.ts';
import type { Keyring } from '#ports/keys.ts';

const LIFETIME_MS = 3_600_000;

type PageToken = { readonly start: Readonly<Record<string, unknown>>; readonly until: number };
const FORMS: Forms<PageToken> = { form: 1 };

/**
 * Returns a page token: the place where the query continues, sealed for one listing and scope. It is valid for one
 * hour.
 */
export function sealPageToken(
  keys: Keyring,
  clock: Clock,
  context: string,
  start: Readonly<Record<string, unknown>>,
): string {
  const content: PageToken = { start, until: clock.now() + LIFETIME_MS };
  return keys.sealToken('page', context, inForm(FORMS, JSON.stringify(content)));
}

/** Opens a page token. Throws InvalidParameterException for a token that is foreign, forged or older than an hour. */
export function openPageToken(
  keys: Keyring,
  clock: Clock,
  context: string,
  token: string,
): Readonly<Record<string, unknown>> {
  const data = keys.openToken('page', context, token);
  if (data) {
    const { start, until } = fromForm(FORMS, data);
    if (clock.now() < until) return start;
  }
  return fail('InvalidParameterException', TEXT.pageTokenInvalid);
}
