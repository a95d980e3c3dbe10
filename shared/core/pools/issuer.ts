import type { Pool } from './pool.ts';

/**
 * The issuer of a pool: the `iss` claim of its tokens, and the URL below which its keys and documents are. Each pool has
 * two, which differ in their path. IssuerConfiguration says which one new tokens have. Both are answered and accepted at
 * all times, because tokens outlive a change of that setting.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html#user-pool-oidc-issuer
 */

export type IssuerType = 'ORIGINAL' | 'UPDATED';

/**
 * What stands between the base URL and the id of a pool. Cognito has another host name in its place, which a deployment
 * would need a certificate and a DNS record for.
 */
export const ISSUER_PATHS: Readonly<Record<IssuerType, string>> = { ORIGINAL: '', UPDATED: '/issuer' };

/** Returns the issuer of one type for a pool below a base URL, which has neither a path nor a slash at the end. */
export function issuerBelow(baseUrl: string, poolId: string, type: IssuerType): string {
  return `${baseUrl}${ISSUER_PATHS[type]}/${poolId}`;
}

/** Returns the issuer that a pool has when its setting is of this type. Its base is the one that it was created with. */
export function issuerOf({ id, issuer }: Pick<Pool, 'id' | 'issuer'>, type: IssuerType): string {
  // A parsed URL would lose what is only spelling, such as a default port, and tokens of the pool have it.
  const [base = issuer] = /^\w+:\/\/[^/]+/.exec(issuer) ?? [];
  return issuerBelow(base, id, type);
}

/** Returns both issuers of a pool. Its tokens have one of them. */
export function issuersOf(pool: Pick<Pool, 'id' | 'issuer'>): readonly string[] {
  return [issuerOf(pool, 'ORIGINAL'), issuerOf(pool, 'UPDATED')];
}

/** Returns the type of issuer that settings ask for. */
export function issuerType({ issuerConfiguration }: Pick<Pool, 'issuerConfiguration'>): IssuerType {
  return issuerConfiguration?.type ?? 'ORIGINAL';
}
