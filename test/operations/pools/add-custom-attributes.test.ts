import { describe, expect, it } from 'vitest';
import { testApp } from '#test/app.ts';
import { invalid } from '#test/errors.ts';

const app = testApp();

const create = async () => (await app.call('CreateUserPool', { PoolName: 'pool' })).UserPool.Id as string;
const add = (UserPoolId: string, ...names: string[]) =>
  app.call('AddCustomAttributes', {
    UserPoolId,
    CustomAttributes: names.map((Name) => ({ Name, AttributeDataType: 'String' })),
  });
const schema = async (UserPoolId: string): Promise<string[]> => {
  const { UserPool } = await app.call('DescribeUserPool', { UserPoolId });
  return UserPool.SchemaAttributes.map(({ Name }: { Name: string }) => Name).slice(20);
};

describe('AddCustomAttributes', () => {
  it('adds to the schema, in order', async () => {
    const id = await create();
    expect(await add(id, 'b', 'a')).toEqual({});
    await add(id, 'c');
    expect(await schema(id)).toEqual(['custom:b', 'custom:a', 'custom:c']);
  });

  it('adds all or none', async () => {
    const id = await create();
    await add(id, 'a');
    await expect(add(id, 'b', 'a')).rejects.toMatchObject(
      invalid('custom:a: Existing attribute already has name custom:a.'),
    );
    expect(await schema(id)).toEqual(['custom:a']);
  });

  it('loses none of two that meet, and lets one of two equal ones win', async () => {
    const id = await create();
    const outcomes = await Promise.allSettled([add(id, 'a'), add(id, 'b'), add(id, 'b')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect((await schema(id)).sort()).toEqual(['custom:a', 'custom:b']);
  });

  it('stops at 50', async () => {
    const id = await create();
    const names = Array.from({ length: 50 }, (_, n) => `n${n}`);
    await add(id, ...names.slice(0, 25));
    await add(id, ...names.slice(25));
    await expect(add(id, 'one')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(await schema(id)).toHaveLength(50);
  });

  it('does not know a pool that is not there', async () => {
    await expect(add('us-east-1_000000000', 'a')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
