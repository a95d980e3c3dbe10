import { beforeEach, describe, expect, it } from 'vitest';
import { testApp } from '#test/app.ts';
import { PAGE_TOKEN_INVALID } from '#test/errors.ts';
import { createClient, createPool } from '#test/fixtures.ts';

const app = testApp(beforeEach);

describe('ListUserPools', () => {
  it('is empty at first', async () => {
    expect(await app.call('ListUserPools', { MaxResults: 1 })).toEqual({ UserPools: [] });
  });

  it('shows what Cognito shows of a pool', async () => {
    const { UserPool } = await app.call('CreateUserPool', { PoolName: 'one' });
    const { Id, Name, CreationDate, LastModifiedDate } = UserPool;
    expect(await app.call('ListUserPools', { MaxResults: 60 })).toEqual({
      UserPools: [{ Id, Name, LambdaConfig: {}, CreationDate, LastModifiedDate }],
    });
  });

  it('goes from page to page, each pool once', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) await createPool(app, { name });
    const seen: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await app.call('ListUserPools', { MaxResults: 2, NextToken });
      expect(page.UserPools.length).toBeLessThanOrEqual(2);
      seen.push(...page.UserPools.map(({ Name }: { Name: string }) => Name));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(seen.sort()).toEqual(names);
  });

  it('refuses tokens that are forged, of another list, or old', async () => {
    const pool = await createPool(app, { name: 'a' });
    await createPool(app, { name: 'b' });
    await createClient(app, pool);
    await createClient(app, pool);
    const list = (NextToken?: string) => app.call('ListUserPools', { MaxResults: 1, NextToken });
    const { NextToken } = await list();
    const foreign = await app.deps.records.list('clients', { poolId: pool.id }, { limit: 1 });
    await expect(list('forged')).rejects.toMatchObject(PAGE_TOKEN_INVALID);
    await expect(list(foreign.nextToken!)).rejects.toMatchObject(PAGE_TOKEN_INVALID);
    expect((await list(NextToken)).UserPools).toHaveLength(1);
    app.advance(3_600_000);
    await expect(list(NextToken)).rejects.toMatchObject(PAGE_TOKEN_INVALID);
  });

  it.each([[{}], [{ MaxResults: 0 }], [{ MaxResults: 61 }]])('refuses %j', async (request) => {
    await expect(app.call('ListUserPools', request)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});
