import type { Call, ClientCall } from '#core/call.ts';
import { MANAGED_LOGIN, refOfDomain } from '#core/domains/check.ts';
import { fail } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';

/** The party that passkeys are made for, and what it asks of the people who use them. */
export type RelyingParty = {
  /** The relying party id: a domain. */
  readonly rpId: string;
  /** Whether people must show who they are to the authenticator, by a PIN for example, and not only be present. */
  readonly userVerification: 'required' | 'preferred';
};

/**
 * Returns the relying party of a pool: the one that SetUserPoolMfaConfig has set, else the custom domain if it has
 * managed login, else the host of the prefix domain. On one machine, `localhost` comes last, except on a page there: it
 * has the host at which it stands. The result is undefined when there is none of them, and on a page where the browser
 * would refuse the relying party. It reads the custom domain if it needs it, for pages from the cache.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
export async function relyingPartyOf(call: OnPage, pool: Pool): Promise<RelyingParty | undefined> {
  const { relyingPartyId, userVerification = 'preferred' } = pool.webAuthnConfiguration ?? {};
  const set = relyingPartyId ?? (await customHost(call, pool));
  const rpId = set ?? localPage(call) ?? prefixHost(call, pool) ?? localHost(call);
  if (rpId === undefined || !mayBeUsed(call, rpId)) return undefined;
  return { rpId, userVerification };
}

/** A call that may be one of a page. */
type OnPage = Call & Pick<ClientCall, 'pageOrigin'>;

/**
 * Tells whether the page of a call may use passkeys of a relying party. Browsers take a single label, such as `localhost`,
 * for a name that is shared by strangers, and let only the host itself have it.
 */
function mayBeUsed({ pageOrigin }: OnPage, rpId: string): boolean {
  if (pageOrigin === undefined) return true;
  return isOriginOf(rpId, pageOrigin) && (rpId.includes('.') || new URL(pageOrigin).hostname === rpId);
}

function localPage({ pageOrigin }: OnPage): string | undefined {
  const host = pageOrigin === undefined ? '' : new URL(pageOrigin).hostname;
  return isLocalhost(host) ? host : undefined;
}

/** A page has just been found by its domain, so that the cache knows it; it reads nothing more. */
async function customHost({ deps, pageOrigin }: OnPage, { customDomain }: Pool): Promise<string | undefined> {
  if (customDomain === undefined) return undefined;
  const domain =
    pageOrigin === undefined
      ? (await deps.records.read({ domain: refOfDomain(customDomain) })).domain
      : await deps.configuration.domain(customDomain);
  return domain?.managedLoginVersion === MANAGED_LOGIN ? domain.domain : undefined;
}

function prefixHost({ deps }: Call, { domain }: Pool): string | undefined {
  const { base } = deps.deployment.hosts;
  return domain === undefined || base === undefined ? undefined : `${domain}.${base}`;
}

/** WebAuthn works on localhost without TLS, so that a service on a developer's machine needs no domain. */
function localHost({ deps }: Call): string | undefined {
  const { hostname } = new URL(deps.deployment.publicUrl);
  return isLocalhost(hostname) ? hostname : undefined;
}

/**
 * Returns the relying party of the pool of a call. The pool is read again before it is refused. Throws
 * WebAuthnNotEnabledException when the pool lets nobody sign in with a passkey, and
 * WebAuthnConfigurationMissingException when it has no relying party.
 */
export function requireRelyingParty(call: ClientCall): Promise<RelyingParty> {
  return call.deps.configuration.judge(async (cached) => {
    const pool = await cached.pool(call.pool.id);
    if (!pool?.signInPolicy.allowedFirstAuthFactors.includes('WEB_AUTHN')) return fail('WebAuthnNotEnabledException');
    return (await relyingPartyOf(call, pool)) ?? fail('WebAuthnConfigurationMissingException');
  });
}

/**
 * Tells whether passkeys of a relying party may be used on an origin: on https, any host that is the relying party id or
 * below it, at any port. Browsers let pages use localhost without TLS, and so does this.
 * https://www.w3.org/TR/webauthn-3/#scope
 */
export function isOriginOf(rpId: string, origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  // What a browser writes is an origin in its one normal form, without user, path, or default port.
  if (url.origin !== origin) return false;
  const isSecure = url.protocol === 'https:' || (url.protocol === 'http:' && isLocalhost(url.hostname));
  return isSecure && (url.hostname === rpId || url.hostname.endsWith(`.${rpId}`));
}

const isLocalhost = (host: string): boolean => host === 'localhost' || host.endsWith('.localhost');
