import { schemeProblem } from '#core/clients/check-oauth.ts';
import { failOAuth } from '#core/oauth/errors.ts';

/** What app clients can have in CallbackURLs. */
const MOST = 100;
const LONGEST = 1024;

/** The characters of a URI (RFC 3986, section 2). Others change on their way through browsers, and look like what they are not. */
const CHARACTERS = /^[\w\-.~:/?#[\]@!$&'()*+,;=%]+$/;
/** A host and what follows it, or a scheme that is a domain name backwards, as apps should have (RFC 8252, section 7.1). */
const FORM = /^(?:[a-z][a-z\d+\-.]*:\/\/[^/?]|[a-z][a-z\d+-]*\.[a-z\d+\-.]+:\/)/i;
/** Schemes that lead to other protocols, and into parts of a browser or a phone that are no apps. */
const FOREIGN = /^(?:wss?|ftps?|sftp|ssh|telnet|ldaps?|smb|filesystem|intent|view-source|chrome(?:-\w+)?|jar):/i;

/**
 * Returns the redirect URIs of a registration, each once. The rules are those of CallbackURLs and some more, because the
 * URIs come from strangers. Throws the OAuthError `invalid_redirect_uri`.
 * https://www.rfc-editor.org/rfc/rfc7591#section-5
 */
export function redirectUris(given: unknown): readonly string[] {
  if (!Array.isArray(given) || given.length === 0) return refuse('redirect_uris must be a list of at least one URI.');
  if (given.length > MOST) refuse(`redirect_uris can have at most ${MOST} URIs.`);
  const uris = given.map((uri, index) => {
    const problem = typeof uri === 'string' ? problemOf(uri) : 'is not a text.';
    return problem ? refuse(`The redirect URI with the index ${index} ${problem}`) : String(uri);
  });
  return [...new Set(uris)];
}

/** Returns what is wrong with a redirect URI, as words that go after it, or undefined. */
function problemOf(uri: string): string | undefined {
  if (uri.length > LONGEST) return `has more than ${LONGEST} characters.`;
  if (!CHARACTERS.test(uri)) return 'has characters that no URI has.';
  if (uri.includes('#')) return 'has a fragment.';
  const problem = schemeProblem(uri);
  if (problem) return problem;
  const { username, password, hostname, protocol } = new URL(uri);
  if (username !== '' || password !== '' || isUserInfo(uri)) return 'has a user or a password.';
  if (hostname.includes('*')) return 'has a wildcard.';
  if (!FORM.test(uri) || FOREIGN.test(protocol)) return 'is neither a web page nor a page of an app.';
  return undefined;
}

/** Tells whether there is an @ before the path, which URL does not show when nothing is in front of it. */
function isUserInfo(uri: string): boolean {
  return /^[^:]*:\/\/[^/?]*@/.test(uri);
}

function refuse(description: string): never {
  return failOAuth('invalid_redirect_uri', description);
}
