import { beforeEach, describe, expect, it } from 'vitest';
import { provideContainer } from '#runtime/container.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { createPool } from '#test/fixtures.ts';
import { CERTIFICATE, CustomDomainConfig, describeDomain, HOST, OTHER_HOST } from './domains.ts';

let app: TestApp;
let UserPoolId: string;
beforeEach(async () => {
  app = await createTestApp();
  UserPoolId = (await createPool(app)).id;
});

const create = (input: object) => app.call('CreateUserPoolDomain', { UserPoolId, ...input });
const described = async () => (await app.call('DescribeUserPool', { UserPoolId })).UserPool;
const invalid = (message: string) => ({ name: 'InvalidParameterException', message });
const TAKEN = invalid('Domain already associated with another user pool.');

const SECOND = invalid('User pool already has a domain configured.');

describe('CreateUserPoolDomain', () => {
  it('gives a pool a prefix domain, of the classic pages by default', async () => {
    expect(await create({ Domain: 'people' })).toEqual({ ManagedLoginVersion: 1 });
    expect(await describeDomain(app, 'people')).toMatchObject({ UserPoolId, Domain: 'people', ManagedLoginVersion: 1 });
    expect(await described()).toMatchObject({ Domain: 'people' });
    expect(await described()).not.toHaveProperty('CustomDomain');
  });

  it('gives it a custom domain beside, and says where its DNS record leads', async () => {
    await create({ Domain: 'people' });
    const answer = await create({ Domain: HOST, ManagedLoginVersion: 2, CustomDomainConfig });
    expect(answer).toEqual({ ManagedLoginVersion: 2, CloudFrontDomain: 'edge.example.com' });
    expect(await described()).toMatchObject({ Domain: 'people', CustomDomain: HOST });
  });

  it('reads once and writes once, with strong consistency', async () => {
    app.roundTrips.reset();
    await create({ Domain: 'people' });
    expect(app.roundTrips).toMatchObject({ reads: 1, writes: 1, staleReads: [] });
  });

  it('changes nothing else of the pool, not even when it was modified', async () => {
    const before = await described();
    app.advance(60_000);
    await create({ Domain: 'people' });
    expect(await described()).toEqual({ ...before, Domain: 'people' });
  });

  it('lets one of two pools have a domain, and one of many at once', async () => {
    const pools = await Promise.all([1, 2, 3, 4].map(() => createPool(app)));
    const outcomes = await Promise.allSettled(
      pools.map(({ id }) => app.call('CreateUserPoolDomain', { UserPoolId: id, Domain: 'people' })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(TAKEN);
    }
    const shown = await Promise.all(pools.map(({ id }) => app.call('DescribeUserPool', { UserPoolId: id })));
    const owners = shown.filter(({ UserPool }) => UserPool.Domain === 'people').map(({ UserPool }) => UserPool.Id);
    expect([(await describeDomain(app, 'people')).UserPoolId]).toEqual(owners);
    await expect(create({ Domain: 'people' })).rejects.toMatchObject(TAKEN);
  });

  it('gives a pool one domain of each kind at most, also when several are asked for at once', async () => {
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((Domain) => create({ Domain })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(SECOND);
    }
    const found = await Promise.all(['a', 'b', 'c'].map((Domain) => describeDomain(app, Domain)));
    expect(found.filter((one) => 'Domain' in one)).toEqual([expect.objectContaining({ UserPoolId })]);
    await create({ Domain: HOST, CustomDomainConfig });
    await expect(create({ Domain: OTHER_HOST, CustomDomainConfig })).rejects.toMatchObject(SECOND);
  });

  it('tells a pool that has a domain of the kind nothing about who has another', async () => {
    const { id } = await createPool(app);
    await app.call('CreateUserPoolDomain', { UserPoolId: id, Domain: 'theirs' });
    await expect(create({ Domain: 'theirs' })).rejects.toMatchObject(TAKEN);
    await create({ Domain: 'ours' });
    for (const Domain of ['theirs', 'ours', 'free']) {
      await expect(create({ Domain })).rejects.toMatchObject(SECOND);
    }
  });

  it('gives a host that the deployment keeps for a pool to no other', async () => {
    const own = { id: 'us-east-1_Keeper' };
    const keeping = await createTestApp({ hostOwners: { [HOST]: own.id } });
    await createPool(keeping, own);
    const other = await createPool(keeping);
    const ask = (id: string, Domain: string) =>
      keeping.call('CreateUserPoolDomain', { UserPoolId: id, Domain, CustomDomainConfig });
    await expect(ask(other.id, HOST)).rejects.toMatchObject(
      invalid(`This deployment of Ownpool keeps ${HOST} for another user pool.`),
    );
    await ask(other.id, OTHER_HOST);
    await ask(own.id, HOST);
    expect(await describeDomain(keeping, HOST)).toMatchObject({ UserPoolId: own.id });
  });

  it('and a deletion of the pool cannot both win', async () => {
    const [created, deleted] = await Promise.allSettled([
      create({ Domain: 'people' }),
      app.call('DeleteUserPool', { UserPoolId }),
    ]);
    expect([created.status, deleted.status].sort()).toEqual(['fulfilled', 'rejected']);
    expect('Domain' in (await describeDomain(app, 'people'))).toBe(created.status === 'fulfilled');
  });

  it.each(['People', 'pe_ople', '-people', 'people-', 'people.example.com', 'peo ple', 'lögin', '.'])(
    'refuses the prefix %j',
    async (Domain) => {
      const text =
        'The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, and hyphens.';
      await expect(create({ Domain })).rejects.toMatchObject(invalid(text));
    },
  );

  it.each([
    ['aws', 'aws'],
    ['my-amazon', 'amazon'],
    ['x-cognito-y', 'cognito'],
  ])('refuses the prefix %s for its word %s', async (Domain, word) => {
    await expect(create({ Domain })).rejects.toMatchObject(invalid(`Domain cannot contain reserved word: ${word}`));
  });

  it('takes a prefix in which such a word is part of a longer one', async () => {
    await expect(create({ Domain: 'awsome-recognitos' })).resolves.toBeDefined();
  });

  it('takes a prefix where the deployment has no host for them, because it has a path as well', async () => {
    const { base: _, ...hosts } = app.deps.deployment.hosts;
    provideContainer(async () => ({ ...app.deps, deployment: { ...app.deps.deployment, hosts } }));
    await expect(create({ Domain: 'people' })).resolves.toEqual({ ManagedLoginVersion: 1 });
  });

  it.each(['people', 'com', 'Login.example.org', 'login..example.org', '-login.example.org', 'a b.example.org'])(
    'refuses the custom domain %j',
    async (Domain) => {
      await expect(create({ Domain, CustomDomainConfig })).rejects.toMatchObject(
        invalid('Custom domain is not a valid subdomain'),
      );
    },
  );

  it('refuses a host that the deployment does not list', async () => {
    await expect(create({ Domain: 'auth.example.com', CustomDomainConfig })).rejects.toMatchObject(
      invalid('auth.example.com is not among the custom hosts of this deployment of Ownpool.'),
    );
  });

  it('takes only the certificate that the deployment serves custom domains with', async () => {
    const hosts = { ...app.deps.deployment.hosts, certificateArn: CERTIFICATE };
    provideContainer(async () => ({ ...app.deps, deployment: { ...app.deps.deployment, hosts } }));
    const other = { CertificateArn: CERTIFICATE.replace('a1b2', 'ffff') };
    await expect(create({ Domain: HOST, CustomDomainConfig: other })).rejects.toMatchObject(
      invalid(
        `CustomDomainConfig.CertificateArn must be the certificate of this deployment of Ownpool: ${CERTIFICATE}`,
      ),
    );
    await expect(create({ Domain: HOST, CustomDomainConfig })).resolves.toBeDefined();
  });

  it.each(['TLS_V1', 'TLS_V1_3_2025'])(
    'refuses the security policy %s, which the edge does not follow',
    async (policy) => {
      const config = { ...CustomDomainConfig, SecurityPolicy: policy };
      await expect(create({ Domain: HOST, CustomDomainConfig: config })).rejects.toMatchObject(
        invalid(
          'CustomDomainConfig.SecurityPolicy other than TLS_V1_2_2021 is not supported by this version of Ownpool.',
        ),
      );
    },
  );

  it('refuses routing to replicas, of which there are none', async () => {
    const Failover = { SecondaryRegion: 'us-west-2', PrimaryRoute53HealthCheckId: 'a1b2' };
    await expect(create({ Domain: HOST, CustomDomainConfig, Routing: { Failover } })).rejects.toMatchObject(
      invalid('Routing is not supported by this version of Ownpool.'),
    );
  });

  it.each([0, 3, -1])('refuses the version %i of the pages', async (ManagedLoginVersion) => {
    await expect(create({ Domain: 'people', ManagedLoginVersion })).rejects.toMatchObject(
      invalid('ManagedLoginVersion must be 1 or 2.'),
    );
  });

  it('has managed login in every tier but LITE', async () => {
    const { id } = await createPool(app, { userPoolTier: 'LITE' });
    const request = { UserPoolId: id, Domain: 'people' };
    await expect(create({ ...request, ManagedLoginVersion: 2 })).rejects.toMatchObject({
      name: 'FeatureUnavailableInTierException',
      message: 'The following feature is not available for the LITE pricing tier configured: Managed Login Version 2',
    });
    await expect(create(request)).resolves.toBeDefined();
  });

  it('refuses a name of more than 63 characters', async () => {
    await expect(create({ Domain: 'a'.repeat(64) })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('Member must have length less than or equal to 63'),
    });
    await expect(create({ Domain: 'a'.repeat(63) })).resolves.toBeDefined();
  });

  it('does not know a pool that is not there', async () => {
    await expect(create({ UserPoolId: 'us-east-1_Nobody123', Domain: 'people' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool us-east-1_Nobody123 does not exist.',
    });
    expect(await describeDomain(app, 'people')).toEqual({});
  });
});
