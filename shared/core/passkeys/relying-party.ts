import type { Call, UserCall } from '#core/call.ts';
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
 * managed login, else the host of the prefix domain. On one machine, `localhost` comes last. The result is undefined
 * when there is none of them. It reads the custom domain if it needs it.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
async function relyingPartyOf(call: Call, pool: Pool): Promise<RelyingParty | undefined> {
  const { relyingPartyId, userVerification = 'preferred' } = pool.webAuthnConfiguration ?? {};
  const rpId = relyingPartyId ?? (await customHost(call, pool)) ?? prefixHost(call, pool) ?? localHost(call);
  return rpId === undefined ? undefined : { rpId, userVerification };
}

async function customHost({ deps }: Call, { customDomain }: Pool): Promise<string | undefined> {
  if (customDomain === undefined) return undefined;
  const { domain } = await deps.records.read({ domain: refOfDomain(customDomain) });
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
export function requireRelyingParty(call: UserCall): Promise<RelyingParty> {
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
