import { beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '#test/app.ts';
import { createPool } from '#test/fixtures.ts';
import { describeDomain, HOST, poolWithDomains } from './domains.ts';

let app: TestApp;
let UserPoolId: string;
beforeEach(async () => {
  app = await createTestApp();
  UserPoolId = await poolWithDomains(app);
});

const remove = (Domain: string, pool = UserPoolId) => app.call('DeleteUserPoolDomain', { UserPoolId: pool, Domain });
const described = async () => (await app.call('DescribeUserPool', { UserPoolId })).UserPool;
const UNKNOWN = { name: 'InvalidParameterException', message: 'No such domain or user pool exists.' };

describe('DeleteUserPoolDomain', () => {
  it('takes one domain from its pool, and leaves the other', async () => {
    expect(await remove('people')).toEqual({});
    expect(await describeDomain(app, 'people')).toEqual({});
    expect(await described()).not.toHaveProperty('Domain');
    expect(await described()).toMatchObject({ CustomDomain: HOST });
  });

  it('leaves the name to whoever wants it next', async () => {
    await remove('people');
    const { id: other } = await createPool(app);
    await app.call('CreateUserPoolDomain', { UserPoolId: other, Domain: 'people' });
    expect(await describeDomain(app, 'people')).toMatchObject({ UserPoolId: other });
    await expect(remove('people')).rejects.toMatchObject(UNKNOWN);
  });

  it('must come before the deletion of the pool, for every domain', async () => {
    const refused = {
      name: 'InvalidParameterException',
      message: 'User pool cannot be deleted. It has a domain configured that should be deleted first.',
    };
    await expect(app.call('DeleteUserPool', { UserPoolId })).rejects.toMatchObject(refused);
    await remove('people');
    await expect(app.call('DeleteUserPool', { UserPoolId })).rejects.toMatchObject(refused);
    await remove(HOST);
    await expect(app.call('DeleteUserPool', { UserPoolId })).resolves.toBeUndefined();
  });

  it('succeeds once', async () => {
    const outcomes = await Promise.allSettled([remove('people'), remove('people')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(remove('people')).rejects.toMatchObject(UNKNOWN);
  });

  it('does not take a domain from another pool, nor know one of an unknown pool', async () => {
    const { id: other } = await createPool(app);
    await expect(remove('people', other)).rejects.toMatchObject(UNKNOWN);
    await expect(remove('people', 'us-east-1_Nobody123')).rejects.toMatchObject(UNKNOWN);
    expect(await describeDomain(app, 'people')).toMatchObject({ UserPoolId });
  });

  it('keeps the domains of a pool that is updated', async () => {
    await app.call('UpdateUserPool', { UserPoolId, PoolName: 'renamed' });
    expect(await described()).toMatchObject({ Name: 'renamed', Domain: 'people', CustomDomain: HOST });
  });
});
