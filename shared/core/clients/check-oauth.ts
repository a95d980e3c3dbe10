import { fail } from '#core/errors.ts';
import { isStandardScope } from '#core/resource-servers/scopes.ts';
import type { ClientSettings } from './client.ts';

/**
 * Checks flows, scopes and URLs. Like Cognito, it checks them even when OAuth is switched off for the client.
 * Whether the scopes exist is not checked here. Throws InvalidParameterException and InvalidOAuthFlowException.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
 */
export function checkOAuth(settings: ClientSettings, hasSecret: boolean): void {
  const { allowedOAuthFlows: flows = [], allowedOAuthScopes: scopes = [], callbackURLs: callbacks = [] } = settings;
  if (settings.allowedOAuthFlowsUserPoolClient && (flows.length === 0 || scopes.length === 0)) {
    fail(
      'InvalidParameterException',
      'AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.',
    );
  }
  for (const url of callbacks) checkCallback(url);
  for (const url of settings.logoutURLs ?? []) checkScheme(url);
  const { defaultRedirectURI } = settings;
  if (defaultRedirectURI !== undefined && !callbacks.includes(defaultRedirectURI)) {
    fail(
      'InvalidParameterException',
      `The default redirect URI ${defaultRedirectURI} is not in the callback URIs list.`,
    );
  }
  if (flows.includes('client_credentials')) checkClientCredentials(flows, scopes, hasSecret);
  else if (flows.length > 0 && callbacks.length === 0) {
    fail('InvalidOAuthFlowException', 'CallbackUrls can not be empty when code flow or implicit flow is selected');
  }
}

function checkClientCredentials(flows: readonly string[], scopes: readonly string[], hasSecret: boolean): void {
  if (flows.length > 1) {
    fail(
      'InvalidOAuthFlowException',
      'client_credentials flow can not be selected along with code flow or implicit flow.',
    );
  }
  if (!hasSecret) {
    fail(
      'InvalidOAuthFlowException',
      'client_credentials flow can not be selected if client does not have a client secret.',
    );
  }
  const personal = scopes.find(isStandardScope);
  if (personal !== undefined) {
    fail('InvalidOAuthFlowException', `${personal} is not supported with client_credentials flow`);
  }
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
/** URLs of these schemes run or show what they themselves carry, so a browser must never be sent there. */
const ACTIVE_SCHEMES: ReadonlySet<string> = new Set(['javascript:', 'data:', 'vbscript:', 'blob:', 'about:', 'file:']);

/**
 * Throws InvalidParameterException unless the scheme is https, http to this machine, or an app's own (RFC 8252, section
 * 7).
 */
function checkScheme(url: string): void {
  const problem = schemeProblem(url);
  if (problem) fail('InvalidParameterException', `${url} ${problem}`);
}

/** Returns what is wrong with the scheme of a URL, as words that go after the URL, or undefined. */
export function schemeProblem(url: string): string | undefined {
  if (!URL.canParse(url)) return 'is not an absolute URI.';
  const { protocol, hostname } = new URL(url);
  if (ACTIVE_SCHEMES.has(protocol)) return `cannot use the ${protocol} scheme.`;
  return protocol === 'http:' && !LOOPBACK.has(hostname) ? 'cannot use the HTTP protocol.' : undefined;
}

/** Checks a redirect URI, which must not have a fragment (RFC 6749, section 3.1.2). */
function checkCallback(url: string): void {
  checkScheme(url);
  if (url.includes('#')) fail('InvalidParameterException', `${url} cannot use fragment`);
}
