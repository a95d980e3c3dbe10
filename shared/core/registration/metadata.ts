import { failOAuth } from '#core/oauth/errors.ts';
import type { RegisteredFlow } from '#core/pools/dcr.ts';
import { redirectUris } from './redirect-uris.ts';

/** The ways in which registered clients prove themselves at the token endpoint (RFC 7591, section 2). */
const AUTH_METHODS = ['client_secret_basic', 'client_secret_post', 'none'] as const;
type AuthMethod = (typeof AUTH_METHODS)[number];

/** What an app asks for in a registration, as far as it can be judged by itself. */
export type AskedClient = {
  /** It is absent if the app gives no name, or none with a letter that names of app clients may have. */
  readonly name?: string;
  readonly flow: RegisteredFlow;
  readonly authMethod: AuthMethod;
  /** This is empty for a client without `code`. */
  readonly redirectUris: readonly string[];
  /** The scopes that were asked for. It is absent if the app leaves the choice to the pool. */
  readonly scopes?: readonly string[];
};

const GRANT_TYPES: Readonly<Record<RegisteredFlow, string>> = {
  code: 'authorization_code',
  client_credentials: 'client_credentials',
};

/**
 * Reads client metadata (RFC 7591, section 2). What is not known is ignored, as the section demands, and so are grant and
 * response types that registered clients cannot have: the answer says which ones they got. `flows` has those that the
 * pool allows. Throws OAuthError.
 */
export function askedClient(metadata: unknown, flows: readonly RegisteredFlow[]): AskedClient {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
    return refuse('The body must be a JSON object.');
  }
  const given = new Map<string, unknown>(Object.entries(metadata));
  const flow = flowOf(given.get('grant_types'), flows);
  const authMethod = authMethodOf(given.get('token_endpoint_auth_method'));
  if (flow === 'client_credentials' && authMethod === 'none') {
    refuse('A client with the grant type client_credentials needs a token_endpoint_auth_method with a secret.');
  }
  if (flow === 'code') checkResponseTypes(given.get('response_types'));
  const name = nameOf(given.get('client_name'));
  const scopes = scopesOf(given.get('scope'));
  return {
    ...(name && { name }),
    flow,
    authMethod,
    redirectUris: flow === 'code' ? redirectUris(given.get('redirect_uris')) : [],
    ...(scopes && { scopes }),
  };
}

/** Returns the grant types that a client of this flow has. All apps with a code get refresh tokens. */
export function grantTypes(flow: RegisteredFlow): readonly string[] {
  return flow === 'code' ? [GRANT_TYPES.code, 'refresh_token'] : [GRANT_TYPES[flow]];
}

function flowOf(given: unknown, allowed: readonly RegisteredFlow[]): RegisteredFlow {
  const asked = given === undefined ? [GRANT_TYPES.code] : texts('grant_types', given);
  const flows = allowed.filter((flow) => asked.includes(GRANT_TYPES[flow]));
  // An app client cannot have both (AllowedOAuthFlows of CreateUserPoolClient).
  if (flows.length > 1) refuse('A client cannot have both authorization_code and client_credentials.');
  return flows[0] ?? refuse('The user pool allows none of the grant_types in such a registration.');
}

function checkResponseTypes(given: unknown): void {
  if (given === undefined || texts('response_types', given).includes('code')) return;
  refuse('response_types must have code for the grant type authorization_code.');
}

function authMethodOf(given: unknown): AuthMethod {
  if (given === undefined) return 'client_secret_basic';
  const known = AUTH_METHODS.find((method) => method === given);
  return known ?? refuse(`token_endpoint_auth_method must be one of ${AUTH_METHODS.join(', ')}.`);
}

/** The bound of ClientName. */
const LONGEST_NAME = 128;

/**
 * Returns a name in the characters of ClientName, with a blank in place of others: apps are called `Editor (beta)`, and
 * other scripts can imitate names that people trust.
 */
function nameOf(given: unknown): string | undefined {
  if (given === undefined) return undefined;
  if (typeof given !== 'string') return refuse('client_name must be a text.');
  if (given.length > LONGEST_NAME) refuse(`client_name can have at most ${LONGEST_NAME} characters.`);
  const name = given.replace(/[^\w+=,.@-]+/g, ' ').trim();
  return /\w/.test(name) ? name : undefined;
}

/** The characters of a scope. https://www.rfc-editor.org/rfc/rfc6749#section-3.3 */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/;
/** More scopes than a client can have. */
const MOST_SCOPES = 100;

function scopesOf(given: unknown): readonly string[] | undefined {
  if (given === undefined) return undefined;
  if (typeof given !== 'string') return refuse('scope must be a text.');
  const scopes = [...new Set(given.split(' ').filter((scope) => scope !== ''))];
  if (scopes.length > MOST_SCOPES) refuse(`scope can have at most ${MOST_SCOPES} scopes.`);
  if (!scopes.every((scope) => SCOPE.test(scope))) refuse('scope has characters that no scope has, or is too long.');
  return scopes.length > 0 ? scopes : undefined;
}

/** More types than there are. */
const MOST_TYPES = 20;

function texts(name: string, given: unknown): readonly unknown[] {
  const isRight = Array.isArray(given) && given.length <= MOST_TYPES && given.every((one) => typeof one === 'string');
  return isRight ? given : refuse(`${name} must be a list of at most ${MOST_TYPES} texts.`);
}

function refuse(description: string): never {
  return failOAuth('invalid_client_metadata', description);
}
