import type { TestApp } from '#test/app.ts';
import { createPool } from '#test/fixtures.ts';

/** Hosts that the deployment of the tests lists. */
export const HOST = 'login.example.org';
export const OTHER_HOST = 'login.example.net';
export const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/a1b2c3d4-5678-90ab-cdef-EXAMPLE11111';
export const CustomDomainConfig = { CertificateArn: CERTIFICATE };

/** Creates a pool with a prefix domain and a custom domain, and returns its id. */
export async function poolWithDomains(app: TestApp): Promise<string> {
  const { id: UserPoolId } = await createPool(app);
  await app.call('CreateUserPoolDomain', { UserPoolId, Domain: 'people' });
  await app.call('CreateUserPoolDomain', { UserPoolId, Domain: HOST, CustomDomainConfig });
  return UserPoolId;
}

/** Returns the description of a domain. */
export async function describeDomain(app: TestApp, Domain: string): Promise<Readonly<Record<string, unknown>>> {
  return (await app.call('DescribeUserPoolDomain', { Domain })).DomainDescription;
}
