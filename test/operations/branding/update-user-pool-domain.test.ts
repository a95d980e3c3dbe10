import { beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '#test/app.ts';
import { createPool } from '#test/fixtures.ts';
import { CERTIFICATE, CustomDomainConfig, describeDomain, HOST, poolWithDomains } from './domains.ts';

let app: TestApp;
let UserPoolId: string;
beforeEach(async () => {
  app = await createTestApp();
  UserPoolId = await poolWithDomains(app);
});

const update = (input: object) => app.call('UpdateUserPoolDomain', { UserPoolId, ...input });
const UNKNOWN = { name: 'InvalidParameterException', message: 'No such domain or user pool exists.' };

describe('UpdateUserPoolDomain', () => {
  it('changes the version of the pages', async () => {
    app.advance(1000);
    expect(await update({ Domain: 'people', ManagedLoginVersion: 2 })).toEqual({ ManagedLoginVersion: 2 });
    expect(await describeDomain(app, 'people')).toMatchObject({ ManagedLoginVersion: 2, Version: '20260301120001' });
  });

  it('changes the certificate, and keeps what it does not name', async () => {
    await update({ Domain: HOST, ManagedLoginVersion: 2 });
    const CertificateArn = CERTIFICATE.replace('a1b2', 'ffff');
    const config = { CertificateArn, SecurityPolicy: 'TLS_V1_2_2021' };
    expect(await update({ Domain: HOST, CustomDomainConfig: config })).toEqual({
      ManagedLoginVersion: 2,
      CloudFrontDomain: 'edge.example.com',
    });
    expect(await describeDomain(app, HOST)).toMatchObject({ ManagedLoginVersion: 2, CustomDomainConfig: config });
    await update({ Domain: HOST, ManagedLoginVersion: 1 });
    expect(await describeDomain(app, HOST)).toMatchObject({ ManagedLoginVersion: 1, CustomDomainConfig: config });
  });

  it('loses no field when two requests change different ones', async () => {
    const CertificateArn = CERTIFICATE.replace('a1b2', 'ffff');
    await Promise.all([
      update({ Domain: HOST, ManagedLoginVersion: 2 }),
      update({ Domain: HOST, CustomDomainConfig: { CertificateArn } }),
    ]);
    expect(await describeDomain(app, HOST)).toMatchObject({
      ManagedLoginVersion: 2,
      CustomDomainConfig: { CertificateArn },
    });
  });

  it('makes no custom domain of a prefix', async () => {
    await expect(update({ Domain: 'people', CustomDomainConfig })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Custom domain is not a valid subdomain',
    });
  });

  it.each([
    { ManagedLoginVersion: 3 },
    { CustomDomainConfig: { ...CustomDomainConfig, SecurityPolicy: 'TLS_V1' } },
    { Routing: {} },
  ])('refuses %j and changes nothing', async (asked) => {
    const before = await describeDomain(app, HOST);
    app.advance(1000);
    await expect(update({ Domain: HOST, ...asked })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(await describeDomain(app, HOST)).toEqual(before);
  });

  it('knows neither a domain of another pool, nor one that is not there, nor an unknown pool', async () => {
    const { id: other } = await createPool(app);
    for (const ids of [
      { UserPoolId: other, Domain: 'people' },
      { UserPoolId, Domain: 'nobody' },
      { UserPoolId: 'us-east-1_Nobody123', Domain: 'people' },
    ]) {
      await expect(update({ ...ids, ManagedLoginVersion: 2 })).rejects.toMatchObject(UNKNOWN);
    }
    expect(await describeDomain(app, 'people')).toMatchObject({ UserPoolId, ManagedLoginVersion: 1 });
  });
});
