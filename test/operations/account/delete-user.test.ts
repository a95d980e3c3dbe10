import { beforeEach, describe, expect, it } from 'vitest';
import { ACCESS_TOKEN_INVALID, ACCESS_TOKEN_REVOKED, REFRESH_TOKEN_REVOKED, USER_UNKNOWN } from '#test/errors.ts';
import { atOnce, type TestPool, type Tokens, testPools, verified } from '#test/world.ts';

const { app, ...service } = testPools({ aliasAttributes: ['email'] });

describe('DeleteUser', () => {
  let w: TestPool;
  let tokens: Tokens;
  let ada: { readonly sub: string };
  beforeEach(async () => {
    w = await service.pool();
    ada = await w.add('ada', { attributes: verified('ada@example.com') });
    await w.add('bob');
    tokens = await w.tokens('ada');
  });
  const remove = () => app.call('DeleteUser', { AccessToken: tokens.AccessToken });

  it('deletes the user whose token it is, with an empty answer and one transaction', async () => {
    app.roundTrips.reset();
    const wakes = app.wakes();
    expect(await remove()).toBeUndefined();
    expect(app.wakes()).toBe(wakes + 1);
    // The second write is the estimated number of users.
    expect({ ...app.roundTrips }).toMatchObject({ reads: 1, writes: 2, staleReads: [] });
    await expect(w.call('AdminGetUser', { Username: 'ada' })).rejects.toMatchObject(USER_UNKNOWN);
    await expect(w.getUser(tokens.AccessToken)).rejects.toMatchObject(USER_UNKNOWN);
    await expect(w.signIn('ada')).rejects.toMatchObject(USER_UNKNOWN);
    const refresh = { RefreshToken: tokens.RefreshToken };
    await expect(w.clientCall('GetTokensFromRefreshToken', refresh)).rejects.toMatchObject(REFRESH_TOKEN_REVOKED);
    const { Users } = await w.call('ListUsers');
    expect(Users.map(({ Username }: { Username: string }) => Username)).toEqual(['bob']);
    expect(
      (await app.deps.records.dueJobs(app.deps.clock.now(), 50)).filter(
        (job) => job.kind === 'delete-user' && job.sub === ada.sub,
      ),
    ).toHaveLength(1);
  });

  it('frees every name at once, for a user with another sub', async () => {
    await remove();
    const again = await w.add('ada', { attributes: verified('ada@example.com') });
    expect(again.sub).not.toBe(ada.sub);
    await expect(remove()).rejects.toMatchObject(USER_UNKNOWN);
    expect(await w.signIn('ada@example.com')).toHaveProperty('AuthenticationResult');
  });

  it('is done once by many at the same time', async () => {
    const before = await app.deps.records.estimatedUsers(w.pool.id);
    expect(before).toBe(0);
    await app.deps.records.countUsers(w.pool.id, 2);
    const { answers, errors } = await atOnce(10, remove);
    expect(answers).toHaveLength(1);
    for (const error of errors) expect(error).toMatchObject(USER_UNKNOWN);
    expect(await app.deps.records.estimatedUsers(w.pool.id)).toBe(1);
  });

  it('needs an access token that is good', async () => {
    await expect(app.call('DeleteUser', { AccessToken: 'garbage' })).rejects.toMatchObject(ACCESS_TOKEN_INVALID);
    await expect(app.call('DeleteUser', { AccessToken: tokens.IdToken })).rejects.toMatchObject(ACCESS_TOKEN_INVALID);
    await app.call('GlobalSignOut', { AccessToken: tokens.AccessToken });
    await expect(remove()).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
    expect(await w.call('AdminGetUser', { Username: 'ada' })).toMatchObject({ Username: 'ada' });
  });
});
