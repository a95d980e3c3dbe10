import { beforeEach, describe, expect, it } from 'vitest';
import { ABSENT_ID, createWorld, orphans, UUID, type World } from './setup.ts';

const LINKS = { 'cognito:default': 'https://example.com/terms', 'cognito:french': 'https://example.com/fr' };

describe('terms documents', () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
  });

  const create = async (input: object = {}) => {
    const { Terms } = await world.app.call('CreateTerms', {
      UserPoolId: world.pool.id,
      ClientId: world.client.id,
      TermsName: 'terms-of-use',
      TermsSource: 'LINK',
      Enforcement: 'NONE',
      Links: LINKS,
      ...input,
    });
    return Terms;
  };
  const call = (operation: string, input: object) => world.app.call(operation, { UserPoolId: world.pool.id, ...input });

  it('are shown in the same way by all operations', async () => {
    const terms = await create();
    const now = world.app.deps.clock.now() / 1000;
    expect(terms).toEqual({
      TermsId: expect.stringMatching(UUID),
      UserPoolId: world.pool.id,
      ClientId: world.client.id,
      TermsName: 'terms-of-use',
      TermsSource: 'LINK',
      Enforcement: 'NONE',
      Links: LINKS,
      CreationDate: now,
      LastModifiedDate: now,
    });
    const { TermsId, TermsName } = terms;
    expect(await call('DescribeTerms', { TermsId })).toEqual({ Terms: terms });
    expect(await call('DescribeTerms', { TermsId: TermsId.toUpperCase() })).toEqual({ Terms: terms });
    const ClientId = world.client.id;
    expect(await call('DescribeTermsByClient', { ClientId, TermsName })).toEqual({ Terms: terms });
    const { UserPoolId: _, ClientId: __, TermsSource: ___, Links: ____, ...description } = terms;
    expect(await call('ListTerms', {})).toEqual({ Terms: [description] });
  });

  it('may be made without links', async () => {
    const { TermsId } = await create({ Links: undefined });
    expect((await call('DescribeTerms', { TermsId })).Terms.Links).toEqual({});
    expect((await call('UpdateTerms', { TermsId, Links: LINKS })).Terms.Links).toEqual(LINKS);
    expect((await call('UpdateTerms', { TermsId, Links: {} })).Terms.Links).toEqual({});
    expect((await create({ ClientId: world.other.id, Links: {} })).Links).toEqual({});
  });

  it('keep what an update does not name', async () => {
    const terms = await create();
    const { TermsId } = terms;
    world.app.advance(5000);
    const Links = { 'cognito:default': 'http://example.com/new' };
    const updated = (await call('UpdateTerms', { TermsId, Links })).Terms;
    expect(updated).toEqual({ ...terms, Links, LastModifiedDate: terms.LastModifiedDate + 5 });
    const renamed = (await call('UpdateTerms', { TermsId, TermsName: 'privacy-policy' })).Terms;
    expect(renamed).toEqual({ ...updated, TermsName: 'privacy-policy' });
    expect(await call('DescribeTerms', { TermsId })).toEqual({ Terms: renamed });
    const ClientId = world.client.id;
    await expect(call('DescribeTermsByClient', { ClientId, TermsName: 'terms-of-use' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    expect(await create()).toMatchObject({ TermsName: 'terms-of-use' });
    await expect(call('UpdateTerms', { TermsId, TermsName: 'terms-of-use' })).rejects.toMatchObject({
      name: 'TermsExistsException',
    });
  });

  it('have one name each for a client', async () => {
    await create();
    await expect(create()).rejects.toMatchObject({
      name: 'TermsExistsException',
      message: `Terms terms-of-use already exists for app client ${world.client.id}.`,
    });
    await create({ TermsName: 'privacy-policy' });
    await create({ ClientId: world.other.id });
    expect((await call('ListTerms', {})).Terms).toHaveLength(3);
  });

  it('are made once by requests at the same time', async () => {
    const outcomes = await Promise.allSettled([create(), create(), create()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ name: 'TermsExistsException' });
    }
    expect((await call('ListTerms', {})).Terms).toHaveLength(1);
  });

  it('are at most 40 in a pool, also when they are made at the same time', async () => {
    const { records } = world.app.deps;
    const { Terms } = { Terms: await create() };
    const { values } = await records.within('terms', { poolId: world.pool.id });
    for (let number = 1; number < 39; number++) {
      const value = { ...values[0]!, id: `id-${number}`, clientId: `client${number}` };
      expect(await records.commit([{ op: 'create', kind: 'terms', value }])).toBeUndefined();
    }
    const outcomes = await Promise.allSettled([
      create({ TermsName: 'privacy-policy' }),
      create({ ClientId: world.other.id }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { name: 'LimitExceededException', message: 'A user pool can have at most 40 terms documents.' },
    });
    expect(await call('DeleteTerms', { TermsId: Terms.TermsId })).toBeUndefined();
    expect(await create()).toMatchObject({ TermsName: 'terms-of-use' });
  });

  it('come in pages with each of them once', async () => {
    const ids = [
      await create(),
      await create({ TermsName: 'privacy-policy' }),
      await create({ ClientId: world.other.id }),
    ];
    const found: string[] = [];
    const sizes: number[] = [];
    let NextToken: string | undefined;
    do {
      const page = await call('ListTerms', { MaxResults: 2, NextToken });
      found.push(...page.Terms.map(({ TermsId }: { TermsId: string }) => TermsId));
      sizes.push(page.Terms.length);
      NextToken = page.NextToken;
    } while (NextToken);
    expect(sizes).toEqual([2, 1]);
    expect(found.sort()).toEqual(ids.map(({ TermsId }) => TermsId).sort());
    const { NextToken: foreign } = await call('ListTerms', { MaxResults: 1 });
    for (const token of ['forged', foreign]) {
      const listed = world.app.call('ListTerms', { UserPoolId: world.foreign.pool.id, NextToken: token });
      await expect(listed).rejects.toMatchObject({ message: 'Invalid pagination token given.' });
    }
  });

  it('lead to web pages only', async () => {
    for (const link of [
      'javascript:alert(1)',
      'data:text/html,x',
      '//example.com',
      'https://',
      'terms.html',
      'ftp://a.b/',
    ]) {
      const Links = { 'cognito:default': link };
      const refused = {
        name: 'InvalidParameterException',
        message: 'The link of cognito:default must be an http or https URL.',
      };
      await expect(create({ Links })).rejects.toMatchObject(refused);
    }
    const { TermsId } = await create();
    await expect(
      call('UpdateTerms', { TermsId, Links: { 'cognito:french': 'javascript:alert(1)' } }),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect((await call('DescribeTerms', { TermsId })).Terms.Links).toEqual(LINKS);
  });

  it('are not found in another pool, for another client, or after they are deleted', async () => {
    const { TermsId } = await create();
    const UserPoolId = world.foreign.pool.id;
    const gone = { name: 'ResourceNotFoundException' };
    for (const operation of ['DescribeTerms', 'UpdateTerms', 'DeleteTerms']) {
      await expect(call(operation, { UserPoolId, TermsId })).rejects.toMatchObject(gone);
      await expect(call(operation, { UserPoolId: 'us-east-1_Nobody123', TermsId })).rejects.toMatchObject({
        ...gone,
        message: 'User pool us-east-1_Nobody123 does not exist.',
      });
      await expect(call(operation, { TermsId: ABSENT_ID })).rejects.toMatchObject({
        ...gone,
        message: `Terms ${ABSENT_ID} does not exist.`,
      });
    }
    const ClientId = world.foreign.client.id;
    await expect(create({ ClientId })).rejects.toMatchObject(gone);
    await expect(call('DescribeTermsByClient', { ClientId, TermsName: 'terms-of-use' })).rejects.toMatchObject(gone);
    await expect(call('ListTerms', { UserPoolId: 'us-east-1_Nobody123' })).rejects.toMatchObject(gone);
    await call('DeleteTerms', { TermsId });
    for (const operation of ['DescribeTerms', 'UpdateTerms', 'DeleteTerms']) {
      await expect(call(operation, { TermsId })).rejects.toMatchObject(gone);
    }
  });

  it('go with their client, whatever is made of them at the same time', async () => {
    const { TermsId } = await create();
    const outcomes = await Promise.allSettled([
      call('DeleteUserPoolClient', { ClientId: world.client.id }),
      create({ TermsName: 'privacy-policy' }),
      call('UpdateTerms', { TermsId, TermsName: 'privacy-policy' }),
    ]);
    expect(outcomes[0]).toMatchObject({ status: 'fulfilled' });
    expect(await call('ListTerms', {})).toEqual({ Terms: [] });
    expect(await orphans(world)).toEqual([]);
  });
});
