import { failOAuth } from './errors.ts';

/** The parameters of a request by their names. */
export type Parameters = Readonly<Record<string, string>>;

/** The longest value of a parameter, in UTF-16 units. That is how long access tokens may be (tokens/access-token.ts). */
const LONGEST = 65_536;

/**
 * Returns the parameters of a query or a form. One without a value counts as not sent (RFC 6749, section 3.1). Throws the
 * OAuthError `invalid_request` for a parameter that is sent twice, or that is longer than any can be. The values of a
 * `repeatable` parameter, which have no blanks, become one list.
 */
export function parametersOf(sent: URLSearchParams, repeatable: readonly string[] = []): Parameters {
  const given = [...sent].filter(([, value]) => value !== '');
  const parameters = new Map<string, string>();
  for (const [name, value] of given) {
    const earlier = parameters.get(name);
    const isList = repeatable.includes(name);
    if (earlier !== undefined && !isList)
      failOAuth('invalid_request', `The parameter ${printable(name)} is sent more than once.`);
    if (value.length > LONGEST) failOAuth('invalid_request', `The parameter ${printable(name)} is too long.`);
    parameters.set(name, earlier === undefined ? value : `${earlier} ${value}`);
  }
  return Object.fromEntries(parameters);
}

/** Returns the words of a parameter that is a list with blanks between its words. */
export function wordsOf(value: string | undefined): readonly string[] {
  return [...new Set(value?.split(' ').filter((word) => word !== ''))];
}

/** An error may repeat a name only in the characters of `error_description` (RFC 6749, section 5.2). */
function printable(name: string): string {
  return name.slice(0, 64).replace(/[^\w.-]/g, '?');
}
