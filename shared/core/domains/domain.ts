/** This file defines a domain of a pool, under which the pool's hosted pages stand. Times are in epoch milliseconds. */

/** The TLS of a custom domain, as CustomDomainConfig gives it. */
type CustomDomainConfig = {
  readonly certificateArn: string;
  readonly securityPolicy?: string;
};

export type Domain = {
  /** The prefix alone, or the whole host name of a custom domain. It is unique in the deployment. */
  readonly domain: string;
  readonly poolId: string;
  /** 1 is the classic hosted UI, and 2 is managed login. */
  readonly managedLoginVersion: number;
  /** This is absent for a prefix domain. */
  readonly customDomainConfig?: CustomDomainConfig;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly version: number;
};

/** The part of a request that says what a domain is like. */
export type DomainRequest = {
  readonly managedLoginVersion?: number;
  readonly customDomainConfig?: CustomDomainConfig;
  readonly routing?: Readonly<Record<string, unknown>>;
};

/** The member of a pool that names a domain of this kind. A pool has at most one of each. */
export type DomainMember = 'domain' | 'customDomain';

/** Returns the member of the pool that names this domain. */
export function memberOf({ customDomainConfig }: Pick<Domain, 'customDomainConfig'>): DomainMember {
  return customDomainConfig ? 'customDomain' : 'domain';
}
