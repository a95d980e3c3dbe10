import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '#core/clients/client.ts';
import type { Pool } from '#core/pools/pool.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { addUser, signIn, signInPool } from '#test/sign-in.ts';

const GONE = { name: 'UserNotFoundException', message: 'User does not exist.' };

describe('DeleteUser', () => {
  let app: TestApp;
  let pool: Pool;
  let client: Client;
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the wire
  let tokens: any;
  let ada: { readonly sub: string };

  beforeAll(async () => {
    app = await createTestApp();
  });
  beforeEach(async () => {
    const verified = { email: 'ada@example.com', email_verified: 'true' };
    ({ pool, client } = await signInPool(app, { pool: { aliasAttributes: ['email'] } }));
    ada = await addUser(app, pool, { username: 'ada', attributes: verified });
    await addUser(app, pool, { username: 'bob' });
    tokens = (await signIn(app, client, 'ada')).AuthenticationResult;
  });
  const remove = () => app.call('DeleteUser', { AccessToken: tokens.AccessToken });

  it('deletes the user whose token it is, with an empty answer and one transaction', async () => {
    app.roundTrips.reset();
    const wakes = app.wakes();
    expect(await remove()).toBeUndefined();
    expect(app.wakes()).toBe(wakes + 1);
    // The second write is the estimated number of users.
    expect({ ...app.roundTrips }).toMatchObject({ reads: 1, writes: 2, staleReads: [] });
    await expect(app.call('AdminGetUser', { UserPoolId: pool.id, Username: 'ada' })).rejects.toMatchObject(GONE);
    await expect(app.call('GetUser', { AccessToken: tokens.AccessToken })).rejects.toMatchObject(GONE);
    await expect(signIn(app, client, 'ada')).rejects.toMatchObject(GONE);
    const refresh = { ClientId: client.id, RefreshToken: tokens.RefreshToken };
    await expect(app.call('GetTokensFromRefreshToken', refresh)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Refresh Token has been revoked',
    });
    const { Users } = await app.call('ListUsers', { UserPoolId: pool.id });
    expect(Users.map(({ Username }: { Username: string }) => Username)).toEqual(['bob']);
    expect(
      (await app.deps.records.dueJobs(app.deps.clock.now(), 50)).filter(
        (job) => job.kind === 'delete-user' && job.sub === ada.sub,
      ),
    ).toHaveLength(1);
  });

  it('frees every name at once, for a user with another sub', async () => {
    await remove();
    const again = await addUser(app, pool, {
      username: 'ada',
      attributes: { email: 'ada@example.com', email_verified: 'true' },
    });
    expect(again.sub).not.toBe(ada.sub);
    await expect(remove()).rejects.toMatchObject(GONE);
    expect(await signIn(app, client, 'ada@example.com')).toHaveProperty('AuthenticationResult');
  });

  it('is done once by many at the same time', async () => {
    const before = await app.deps.records.estimatedUsers(pool.id);
    expect(before).toBe(0);
    await app.deps.records.countUsers(pool.id, 2);
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, remove));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(GONE);
    expect(await app.deps.records.estimatedUsers(pool.id)).toBe(1);
  });

  it('needs an access token that is good', async () => {
    const refused = (message: string) => ({ name: 'NotAuthorizedException', message });
    await expect(app.call('DeleteUser', { AccessToken: 'garbage' })).rejects.toMatchObject(
      refused('Invalid Access Token'),
    );
    await expect(app.call('DeleteUser', { AccessToken: tokens.IdToken })).rejects.toMatchObject(
      refused('Invalid Access Token'),
    );
    await app.call('GlobalSignOut', { AccessToken: tokens.AccessToken });
    await expect(remove()).rejects.toMatchObject(refused('Access Token has been revoked'));
    expect(await app.call('AdminGetUser', { UserPoolId: pool.id, Username: 'ada' })).toMatchObject({ Username: 'ada' });
  });
});
