import { beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '#test/app.ts';
import { CERTIFICATE, describeDomain, HOST, poolWithDomains } from './domains.ts';

describe('DescribeUserPoolDomain', () => {
  let app: TestApp;
  let UserPoolId: string;
  beforeAll(async () => {
    app = await createTestApp();
    UserPoolId = await poolWithDomains(app);
  });

  it('shows a prefix domain', async () => {
    expect(await describeDomain(app, 'people')).toEqual({
      UserPoolId,
      AWSAccountId: '123456789012',
      Domain: 'people',
      CloudFrontDistribution: 'edge.example.com',
      Version: '20260301120000',
      Status: 'ACTIVE',
      CustomDomainConfig: {},
      ManagedLoginVersion: 1,
    });
  });

  it('shows a custom domain with its certificate', async () => {
    expect(await describeDomain(app, HOST)).toMatchObject({
      Domain: HOST,
      CustomDomainConfig: { CertificateArn: CERTIFICATE },
    });
  });

  it('shows nothing of a domain that is unknown, or could not be one', async () => {
    for (const Domain of ['nobody', 'login.nobody.example', 'Not A Domain']) {
      expect(await app.call('DescribeUserPoolDomain', { Domain })).toEqual({ DomainDescription: {} });
    }
  });

  it('asks for a domain', async () => {
    await expect(app.call('DescribeUserPoolDomain', {})).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});
