import { beforeAll, describe, expect, it } from 'vitest';
import { newAccessKey, storeAccessKey } from '#core/access-keys/create.ts';
import { createTestApp, TEST_REGION, type TestApp } from '#test/app.ts';
import { signedHeaders } from '#test/sign.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});

const newPool = async (more: object = {}) =>
  (await app.call('CreateUserPool', { PoolName: 'tags', ...more })).UserPool as { Id: string; Arn: string };
const tagsOf = async (ResourceArn: string) => (await app.call('ListTagsForResource', { ResourceArn })).Tags;
const describedTags = async (UserPoolId: string) =>
  (await app.call('DescribeUserPool', { UserPoolId })).UserPool.UserPoolTags;
const refused = (name: string, message: string) => expect.objectContaining({ name, message });
const many = (count: number, prefix = 't') =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${prefix}${n}`, '']));

describe('TagResource', () => {
  it('adds tags and replaces values, which DescribeUserPool shows as well', async () => {
    const { Id, Arn: ResourceArn } = await newPool({ UserPoolTags: { Team: 'Blue', stage: 'test' } });
    expect(
      await app.call('TagResource', { ResourceArn, Tags: { stage: 'live', team: 'x', 'a b_.:/=+-@1': '' } }),
    ).toEqual({});
    const expected = { Team: 'Blue', stage: 'live', team: 'x', 'a b_.:/=+-@1': '' };
    expect(await tagsOf(ResourceArn)).toEqual(expected);
    expect(await describedTags(Id)).toEqual(expected);
    await app.call('UpdateUserPool', { UserPoolId: Id, PoolName: 'other' });
    expect(await tagsOf(ResourceArn)).toEqual(expected);
    await app.call('UpdateUserPool', { UserPoolId: Id, UserPoolTags: { only: 'one' } });
    expect(await tagsOf(ResourceArn)).toEqual({ only: 'one' });
  });

  it('takes up to 50 tags in all', async () => {
    const { Arn: ResourceArn } = await newPool({ UserPoolTags: many(30) });
    await app.call('TagResource', { ResourceArn, Tags: { ...many(10), ...many(20, 'u') } });
    expect(Object.keys(await tagsOf(ResourceArn))).toHaveLength(50);
    const text = 'A user pool can have at most 50 tags.';
    await expect(app.call('TagResource', { ResourceArn, Tags: { one: 'more' } })).rejects.toEqual(
      refused('InvalidParameterException', text),
    );
    await app.call('TagResource', { ResourceArn, Tags: { t0: 'changed' } });
    expect((await tagsOf(ResourceArn)).t0).toBe('changed');
  });

  it.each([
    [{ 'aws:x': '' }, 'Tag keys cannot begin with aws:'],
    [{ a: 'b?' }, 'Tag keys and values can only have letters, digits, spaces and the characters _ . : / = + - @'],
    [{ ü: '' }, 'Tag keys and values can only have letters, digits, spaces and the characters _ . : / = + - @'],
  ])('refuses %j and changes nothing', async (wrong, message) => {
    const { Arn: ResourceArn } = await newPool();
    await expect(app.call('TagResource', { ResourceArn, Tags: { good: '1', ...wrong } })).rejects.toEqual(
      refused('InvalidParameterException', message),
    );
    expect(await tagsOf(ResourceArn)).toEqual({});
  });

  it('sets the settings that are tags, in every operation that takes tags', async () => {
    const Tags = { 'ownpool:require-pkce': 'public', 'ownpool:send-issuer': '0123456789abcdefghijklmnop' };
    const { Id, Arn: ResourceArn } = await newPool({ UserPoolTags: Tags });
    await app.call('UpdateUserPool', { UserPoolId: Id });
    expect(await tagsOf(ResourceArn)).toEqual(Tags);
    const wrong = { 'ownpool:require-pkce': 'yes' };
    const message = 'The value of ownpool:require-pkce must be all, public, or ids of app clients with blanks between.';
    await expect(app.call('TagResource', { ResourceArn, Tags: wrong })).rejects.toEqual(
      refused('InvalidParameterException', message),
    );
    for (const [operation, named] of [
      ['UpdateUserPool', { UserPoolId: Id }],
      ['CreateUserPool', { PoolName: 'wrong' }],
    ] as const) {
      await expect(app.call(operation, { ...named, UserPoolTags: wrong })).rejects.toEqual(
        refused('UserPoolTaggingException', message),
      );
    }
    expect(await tagsOf(ResourceArn)).toEqual(Tags);
  });

  it('keeps a tag with the name of a member of every object', async () => {
    const { Id, Arn: ResourceArn } = await newPool();
    const Tags = JSON.parse('{"__proto__":"a","constructor":"b"}');
    await app.call('TagResource', { ResourceArn, Tags });
    expect(Object.entries(await tagsOf(ResourceArn))).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    await app.call('UntagResource', { ResourceArn, TagKeys: ['constructor'] });
    expect(Object.entries(await describedTags(Id))).toEqual([['__proto__', 'a']]);
  });

  it('loses no tag when several are set at once', async () => {
    const { Arn: ResourceArn } = await newPool();
    const names = Array.from({ length: 8 }, (_, n) => `k${n}`);
    await Promise.all(names.map((name) => app.call('TagResource', { ResourceArn, Tags: { [name]: name } })));
    expect(Object.keys(await tagsOf(ResourceArn)).sort()).toEqual(names);
  });
});

describe('UntagResource', () => {
  it('removes tags and ignores those that are not there', async () => {
    const { Id, Arn: ResourceArn } = await newPool({ UserPoolTags: { a: '1', b: '2', B: '3' } });
    expect(await app.call('UntagResource', { ResourceArn, TagKeys: ['b', 'c', 'aws:d'] })).toEqual({});
    expect(await tagsOf(ResourceArn)).toEqual({ a: '1', B: '3' });
    await app.call('UntagResource', { ResourceArn, TagKeys: ['a', 'B'] });
    expect(await tagsOf(ResourceArn)).toEqual({});
    expect(await describedTags(Id)).toBeUndefined();
  });
});

describe('the ARN of a resource', () => {
  const calls = [
    ['TagResource', { Tags: { a: '1' } }],
    ['UntagResource', { TagKeys: ['a'] }],
    ['ListTagsForResource', {}],
  ] as const;

  it.each(calls)('must be that of a pool (%s)', async (operation, input) => {
    for (const ResourceArn of [
      'arn:aws:s3:us-east-1:123456789012:userpool/us-east-1_AbCdEfGhI',
      'arn:aws:cognito-idp:us-east-1:123456789012:identitypool/us-east-1_AbCdEfGhI',
      'arn:aws:cognito-idp:us-east-1:123456789012:userpool/AbCdEfGhI',
    ]) {
      await expect(app.call(operation, { ResourceArn, ...input })).rejects.toEqual(
        refused('InvalidParameterException', 'ResourceArn is not the ARN of a user pool.'),
      );
    }
  });

  it.each(calls)('must be that of a pool that exists here (%s)', async (operation, input) => {
    const { Id, Arn } = await newPool({ UserPoolTags: { a: 'kept' } });
    for (const ResourceArn of [
      Arn.replace(':us-east-1:', ':eu-west-1:'),
      Arn.replace('123456789012', '210987654321'),
      Arn.replace('arn:aws:', 'arn:aws-cn:'),
    ]) {
      await expect(app.call(operation, { ResourceArn, ...input })).rejects.toEqual(
        refused('ResourceNotFoundException', `User pool ${Id} does not exist.`),
      );
    }
    const nobody = Arn.replace(Id, 'us-east-1_000000000');
    await expect(app.call(operation, { ResourceArn: nobody, ...input })).rejects.toEqual(
      refused('ResourceNotFoundException', 'User pool us-east-1_000000000 does not exist.'),
    );
    expect(await tagsOf(Arn)).toEqual({ a: 'kept' });
  });

  it.each(calls)('must be that of a pool that the access key may use (%s)', async (operation, input) => {
    const [own, other] = [await newPool(), await newPool({ UserPoolTags: { a: 'kept' } })];
    const key = newAccessKey(app.deps, { actions: ['cognito-idp:*'], pools: [own.Id] });
    await storeAccessKey(app.deps.records, key);
    const call = async (ResourceArn: string) => {
      const body = JSON.stringify({ ResourceArn, ...input });
      const now = app.deps.clock.now();
      const headers = signedHeaders({ operation, body, host: 'ownpool.test', now, key, region: TEST_REGION });
      const { statusCode, body: answer } = await app.send({ headers, body });
      return statusCode === 200 ? 'allowed' : JSON.parse(answer).__type;
    };
    expect(await call(own.Arn)).toBe('allowed');
    const denied = [
      other.Arn,
      `${other.Arn}/${own.Id}`,
      `${own.Arn}/${other.Id}`,
      `${other.Arn}:x/${own.Id}`,
      `arn:aws:cognito-idp:us-east-1:123456789012:other/${own.Id}`,
      own.Id,
      '',
    ];
    for (const arn of denied) expect(await call(arn)).toBe('AccessDeniedException');
    expect(await tagsOf(other.Arn)).toEqual({ a: 'kept' });
  });
});
