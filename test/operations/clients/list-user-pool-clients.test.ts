import { beforeAll, describe, expect, it } from 'vitest';
import { testApp } from '#test/app.ts';
import { PAGE_TOKEN_INVALID, poolUnknown } from '#test/errors.ts';
import { addPools, createClient, OTHER_POOL_ID, POOL_ID, testPool } from './fixtures.ts';

const EMPTY_ID = 'us-east-1_Empty0001';
const HOUR = 3_600_000;

describe('ListUserPoolClients', () => {
  const app = testApp();
  const ids: string[] = [];
  beforeAll(async () => {
    await addPools(app, testPool(), testPool({ id: OTHER_POOL_ID }), testPool({ id: EMPTY_ID }));
    for (const ClientName of ['c', 'a', 'e', 'b', 'd']) {
      ids.push((await createClient(app, { ClientName, GenerateSecret: true })).ClientId);
    }
    for (const ClientName of ['x', 'y']) await createClient(app, { UserPoolId: OTHER_POOL_ID, ClientName });
  });

  const list = (input: object = {}) => app.call('ListUserPoolClients', { UserPoolId: POOL_ID, ...input });

  it("names the pool's clients and shows nothing else of them", async () => {
    const answer = await list();
    expect(answer).not.toHaveProperty('NextToken');
    expect(answer.UserPoolClients).toHaveLength(5);
    expect(answer.UserPoolClients).toContainEqual({ UserPoolId: POOL_ID, ClientId: ids[0], ClientName: 'c' });
  });

  it('comes in pages that hold each client once', async () => {
    const names: string[] = [];
    const sizes: number[] = [];
    let NextToken: string | undefined;
    do {
      const page = await list({ MaxResults: 2, NextToken });
      names.push(...page.UserPoolClients.map((client: { ClientName: string }) => client.ClientName));
      sizes.push(page.UserPoolClients.length);
      NextToken = page.NextToken;
    } while (NextToken);
    expect(names.sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(sizes.slice(0, 3)).toEqual([2, 2, 1]);
  });

  it('refuses tokens that are forged or of another pool', async () => {
    const { NextToken } = await list({ MaxResults: 2 });
    const { NextToken: foreign } = await list({ UserPoolId: OTHER_POOL_ID, MaxResults: 1 });
    const forged = `${NextToken.slice(0, -4)}${NextToken.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
    for (const token of ['forged', forged, foreign]) {
      await expect(list({ NextToken: token })).rejects.toMatchObject(PAGE_TOKEN_INVALID);
    }
    expect((await list({ NextToken })).UserPoolClients).toHaveLength(3);
  });

  it('refuses a token after an hour', async () => {
    const { NextToken } = await list({ MaxResults: 2 });
    app.advance(HOUR - 1);
    expect((await list({ NextToken })).UserPoolClients).toHaveLength(3);
    app.advance(1);
    await expect(list({ NextToken })).rejects.toMatchObject(PAGE_TOKEN_INVALID);
  });

  it('takes 1 to 60 for a page', async () => {
    for (const MaxResults of [0, 61]) {
      await expect(list({ MaxResults })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    }
    expect((await list({ MaxResults: 60 })).UserPoolClients).toHaveLength(5);
  });

  it('knows clients by their type', async () => {
    expect((await list({ ClientType: 'REGULAR' })).UserPoolClients).toHaveLength(5);
    expect((await list({ ClientType: 'DCR' })).UserPoolClients).toEqual([]);
  });

  it('answers an empty list for a pool without clients, an error for no pool', async () => {
    expect(await list({ UserPoolId: EMPTY_ID })).toEqual({ UserPoolClients: [] });
    await expect(list({ UserPoolId: 'us-east-1_Nobody123' })).rejects.toMatchObject(poolUnknown('us-east-1_Nobody123'));
  });
});
