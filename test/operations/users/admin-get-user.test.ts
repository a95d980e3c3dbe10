import { describe, expect, it } from 'vitest';
import { USER_UNKNOWN } from '#test/errors.ts';
import { ANY_CASE, attribute, claimsOf, START, testPools, VERIFIED_EMAIL } from '#test/world.ts';

const service = testPools();

describe('AdminGetUser', () => {
  it('shows a user as Cognito does', async () => {
    const { call, create, stored } = await service.pool();
    await create('ann', { UserAttributes: [...VERIFIED_EMAIL('ann@example.com'), attribute('name', 'Ann')] });
    const { sub } = (await stored('ann'))!;
    const answer = await call('AdminGetUser', { Username: 'ann' });
    expect(answer).toEqual({
      Username: 'ann',
      UserAttributes: [
        { Name: 'sub', Value: sub },
        { Name: 'email', Value: 'ann@example.com' },
        { Name: 'email_verified', Value: 'true' },
        { Name: 'name', Value: 'Ann' },
      ],
      UserCreateDate: START / 1000,
      UserLastModifiedDate: START / 1000,
      Enabled: true,
      UserStatus: 'FORCE_CHANGE_PASSWORD',
    });
    expect(sub).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('shows attributes that only developers may see', async () => {
    const base = await service.pool();
    const hidden = {
      attributeDataType: 'String',
      developerOnlyAttribute: true,
      mutable: true,
      required: false,
    } as const;
    const { call, create } = await service.pool({
      schema: [...base.pool.schema, { name: 'dev:custom:score', ...hidden }],
    });
    await create('ann', { UserAttributes: [attribute('dev:custom:score', '7')] });
    const { UserAttributes } = await call('AdminGetUser', { Username: 'ann' });
    expect(UserAttributes).toContainEqual({ Name: 'dev:custom:score', Value: '7' });
  });

  it('finds a user by an alias only while it is verified', async () => {
    const { call, create } = await service.pool({ aliasAttributes: ['email', 'preferred_username'] });
    await create('ann', {
      UserAttributes: [...VERIFIED_EMAIL('ann@example.com'), attribute('preferred_username', 'annie')],
    });
    await create('bob', { UserAttributes: [attribute('email', 'bob@example.com')] });
    expect(await call('AdminGetUser', { Username: 'ann@example.com' })).toMatchObject({ Username: 'ann' });
    expect(await call('AdminGetUser', { Username: 'annie' })).toMatchObject({ Username: 'ann' });
    await expect(call('AdminGetUser', { Username: 'bob@example.com' })).rejects.toMatchObject(USER_UNKNOWN);
  });

  it('tells names of different case apart unless the pool is case-insensitive', async () => {
    const sensitive = await service.pool();
    await sensitive.create('Ann');
    await expect(sensitive.call('AdminGetUser', { Username: 'ann' })).rejects.toMatchObject(USER_UNKNOWN);
    const insensitive = await service.pool(ANY_CASE);
    await insensitive.create('Ann');
    expect(await insensitive.call('AdminGetUser', { Username: 'aNN' })).toMatchObject({ Username: 'ann' });
  });

  it('shows names in lower case in a pool that ignores case, as tokens and profiles do', async () => {
    const w = await service.pool(ANY_CASE);
    const ann = await w.person('Ann', { email: 'Ann@Example.com', name: 'Ann' });
    const { AuthenticationResult: tokens } = await w.signIn('ANN');
    expect(claimsOf(tokens.IdToken)).toMatchObject({
      'cognito:username': 'ann',
      email: 'ann@example.com',
      name: 'Ann',
    });
    expect(claimsOf(tokens.AccessToken)).toMatchObject({ username: 'ann' });
    const profile = await w.getUser(tokens.AccessToken);
    expect(profile.Username).toBe('ann');
    expect(profile.UserAttributes).toContainEqual(attribute('email', 'ann@example.com'));
    const { Users } = await w.call('ListUsers', {});
    expect(Users).toMatchObject([{ Username: 'ann' }]);
    expect((await ann.stored())?.attributes.email).toBe('Ann@Example.com');
  });
});
