import { describe, expect, it } from 'vitest';
import { ACCESS_TOKEN_REVOKED, REFRESH_TOKEN_REVOKED } from '#test/errors.ts';
import { anotherClient, type Tokens } from '#test/world.ts';
import { MINUTE, sessionOf, somebody, trackingPools, warm } from './setup.ts';

const { app, ...service } = trackingPools(3);

async function atTheLimit(most = 3) {
  const w = await service.pool();
  const ada = await somebody(w);
  const tokens: Tokens[] = [];
  for (let n = 0; n < most; n++) tokens.push(await ada.signIn());
  return { w, ada, tokens: tokens as [Tokens, Tokens, Tokens] };
}

const setMost = (UserPoolId: string, MaxPerUser: number) =>
  app.call('SetUserPoolSessionConfiguration', {
    UserPoolId,
    UserSessionTracking: 'ENABLED',
    TokenSession: { MaxPerUser },
  });

describe('MaxPerUser', () => {
  it('ends the session that was used least recently, with the next sign-in', async () => {
    const { w, ada, tokens } = await atTheLimit();
    const [first, second, third] = tokens;
    app.advance(15 * MINUTE);
    await w.refresh(first.RefreshToken);
    const fourth = await ada.signIn(await anotherClient(w));
    expect(await ada.ids()).toEqual([fourth, first, third].map(sessionOf));
    await expect(w.getUser(second.AccessToken)).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
    await expect(w.refresh(second.RefreshToken)).rejects.toMatchObject(REFRESH_TOKEN_REVOKED);
    for (const { AccessToken } of [first, third, fourth]) await w.getUser(AccessToken);
  });

  it("leaves other users' sessions alone, and those of sign-ins that fail", async () => {
    const { w, ada, tokens } = await atTheLimit();
    const bob = await somebody(w);
    await bob.signIn();
    await expect(w.signIn(ada.username, 'Wr0ng!password')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    expect(await ada.ids()).toEqual(tokens.map(sessionOf).reverse());
  });

  it('does not count sessions that have ended', async () => {
    const { w, ada, tokens } = await atTheLimit();
    const [first, second, third] = tokens;
    await w.clientCall('RevokeToken', { Token: third.RefreshToken });
    const fourth = await ada.signIn();
    expect(await ada.ids()).toEqual([fourth, second, first].map(sessionOf));
    for (const { AccessToken } of [first, second, fourth]) await w.getUser(AccessToken);
    await ada.admin('AdminUserGlobalSignOut');
    const fifth = await ada.signIn();
    expect(await ada.ids()).toEqual([sessionOf(fifth)]);
  });

  it('ends nothing when it is lowered, before the next sign-in', async () => {
    const { w, ada, tokens } = await atTheLimit();
    await setMost(w.pool.id, 1);
    expect(await ada.ids()).toHaveLength(3);
    for (const { AccessToken } of tokens) await w.getUser(AccessToken);
    const last = await ada.signIn();
    expect(await ada.ids()).toEqual([sessionOf(last)]);
    for (const { AccessToken } of tokens)
      await expect(w.getUser(AccessToken)).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
  });

  it.each([1, 3])('of %i holds once sign-ins at the same time have all been answered', async (most) => {
    const w = await service.pool();
    await setMost(w.pool.id, most);
    const ada = await somebody(w);
    await ada.signIn();
    app.advance(MINUTE);
    const all = await Promise.all(Array.from({ length: 12 }, () => w.tokens(ada.username)));
    const ids = await ada.ids();
    expect(ids).toHaveLength(most);
    const good = await Promise.all(
      all.map(({ AccessToken }) =>
        w.getUser(AccessToken).then(
          () => true,
          () => false,
        ),
      ),
    );
    expect(
      all
        .filter((_, n) => good[n])
        .map(sessionOf)
        .sort(),
    ).toEqual([...ids].sort());
  });

  it('costs a sign-in one write and one read, and as many records as the user has sessions', async () => {
    const { w, ada } = await atTheLimit(2);
    app.advance(MINUTE);
    await warm(w);
    app.roundTrips.reset();
    await w.tokens(ada.username);
    expect({ ...app.roundTrips }).toMatchObject({ reads: 4, writes: 2, staleReads: [] });
    for (let n = 0; n < 10; n++) await ada.signIn();
    const { sub } = (await w.stored(ada.username))!;
    const { values } = await app.deps.records.within('userSession', { poolId: w.pool.id, sub });
    expect(values).toHaveLength(3);
  });
});
