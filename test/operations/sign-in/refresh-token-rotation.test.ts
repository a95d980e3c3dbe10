import { beforeAll, describe, expect, it } from 'vitest';
import {
  ACCESS_TOKEN_REVOKED,
  REFRESH_TOKEN_EXPIRED,
  REFRESH_TOKEN_REUSED,
  REFRESH_TOKEN_REVOKED,
} from '#test/errors.ts';
import { claimsOf, DAY, type TestPool, type Tokens, testPools } from '#test/world.ts';
import { PASSWORD_FLOW, rotating, signedIn } from './refresh.ts';

const { app, ...service } = testPools();

describe('refresh token rotation', () => {
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool();
  });

  it('gives the next refresh token with what is left of the lifetime, in one read and one write', async () => {
    const { tokens, refresh, family } = await signedIn(w, rotating(0));
    const { expiresAt } = await family();
    app.advance(29 * DAY);
    const second = await refresh(tokens.RefreshToken);
    app.roundTrips.reset();
    const third = await refresh(second.RefreshToken);
    expect({ ...app.roundTrips }).toMatchObject({ writes: 1, staleReads: [] });
    expect(app.roundTrips.reads).toBe(1);
    expect(new Set([tokens, second, third].map(({ RefreshToken }) => RefreshToken)).size).toBe(3);
    expect(await family()).toMatchObject({ generation: 2, rotatedAt: app.deps.clock.now(), expiresAt });
    for (const { AccessToken } of [second, third]) await w.getUser(AccessToken);
    expect(claimsOf(third.AccessToken).event_id).toBe(claimsOf(tokens.AccessToken).event_id);
    app.advance(DAY - 1);
    const fourth = await refresh(third.RefreshToken);
    app.advance(1);
    await expect(refresh(fourth.RefreshToken)).rejects.toMatchObject(REFRESH_TOKEN_EXPIRED);
  });

  it('gives tokens that can be told apart, also to a client whose tokens cannot be revoked', async () => {
    const { tokens, refresh } = await signedIn(w, { ...rotating(0), enableTokenRevocation: false });
    const next = await refresh(tokens.RefreshToken);
    const ids = [tokens, next].flatMap(({ AccessToken, IdToken }) => [claimsOf(AccessToken), claimsOf(IdToken)]);
    expect(new Set(ids.map(({ jti }) => jti)).size).toBe(4);
    expect(new Set(ids.map(({ origin_jti }) => origin_jti))).toEqual(new Set([expect.any(String)]));
  });

  it('has no REFRESH_TOKEN_AUTH', async () => {
    const own = await signedIn(w, rotating(0));
    const parameters = { REFRESH_TOKEN: own.tokens.RefreshToken };
    await expect(own.initiate('REFRESH_TOKEN_AUTH', parameters)).rejects.toMatchObject({
      message: 'REFRESH_TOKEN_AUTH flow not enabled for this client',
    });
  });

  type Step = {
    /** The step uses the refresh token of this generation. */
    readonly use: number;
    /** The step comes so many seconds after the one before. */
    readonly after?: number;
    /** The generation that comes of it, or the refusal. */
    readonly gives: number | typeof REFRESH_TOKEN_REUSED | typeof REFRESH_TOKEN_REVOKED;
  };
  it.each<[string, number, readonly Step[]]>([
    [
      'each token once',
      0,
      [
        { use: 0, gives: 1 },
        { use: 1, gives: 2 },
        { use: 2, gives: 3 },
      ],
    ],
    [
      'one twice at once',
      0,
      [
        { use: 0, gives: 1 },
        { use: 0, gives: REFRESH_TOKEN_REUSED },
        { use: 1, gives: REFRESH_TOKEN_REVOKED },
        { use: 0, gives: REFRESH_TOKEN_REVOKED },
      ],
    ],
    [
      'the one before, in time',
      10,
      [
        { use: 0, gives: 1 },
        { use: 0, after: 9, gives: 1 },
        { use: 1, after: 60, gives: 2 },
        { use: 1, after: 9, gives: 2 },
      ],
    ],
    [
      'the one before, too late',
      10,
      [
        { use: 0, gives: 1 },
        { use: 0, after: 10, gives: REFRESH_TOKEN_REUSED },
        { use: 1, gives: REFRESH_TOKEN_REVOKED },
      ],
    ],
    [
      'the grace period counts from the rotation, not from the last use',
      10,
      [
        { use: 0, gives: 1 },
        { use: 0, after: 6, gives: 1 },
        { use: 0, after: 6, gives: REFRESH_TOKEN_REUSED },
      ],
    ],
    [
      'the one before the one before, though in time',
      60,
      [
        { use: 0, gives: 1 },
        { use: 1, gives: 2 },
        { use: 0, gives: REFRESH_TOKEN_REUSED },
        { use: 2, gives: REFRESH_TOKEN_REVOKED },
        { use: 1, gives: REFRESH_TOKEN_REVOKED },
      ],
    ],
    [
      'an old one, long after',
      60,
      [
        { use: 0, gives: 1 },
        { use: 1, after: 86_400, gives: 2 },
        { use: 2, after: 86_400, gives: 3 },
        { use: 1, after: 86_400, gives: REFRESH_TOKEN_REUSED },
        { use: 3, gives: REFRESH_TOKEN_REVOKED },
      ],
    ],
  ])('%s (grace period %d s)', async (_, grace, steps) => {
    const { tokens, refresh, family } = await signedIn(w, rotating(grace));
    const latest: Tokens[] = [tokens];
    for (const { use, after = 0, gives } of steps) {
      app.advance(after * 1000);
      app.roundTrips.reset();
      const attempt = refresh(latest[use]!.RefreshToken);
      if (typeof gives !== 'number') {
        await expect(attempt).rejects.toMatchObject(gives);
        if (gives === REFRESH_TOKEN_REUSED) {
          expect(await family()).toMatchObject({ revokedAt: app.deps.clock.now() });
          for (const { AccessToken } of latest)
            await expect(w.getUser(AccessToken)).rejects.toMatchObject({
              message: expect.stringMatching(/^Access Token has (been revoked|expired)$/),
            });
        }
        continue;
      }
      const fresh = await attempt;
      await w.getUser(fresh.AccessToken);
      expect((await family()).generation).toBe(gives);
      if (latest[gives]) expect(app.roundTrips.writes).toBe(0);
      // What a retry gets is as good as what the first use got.
      latest[gives] = fresh;
    }
  });

  it('lets a reuse end this sign-in and no other', async () => {
    const { signIn, username, tokens, refresh } = await signedIn(w, rotating(0));
    const other = (await signIn(username)).AuthenticationResult;
    await refresh(tokens.RefreshToken);
    await expect(refresh(tokens.RefreshToken)).rejects.toMatchObject(REFRESH_TOKEN_REUSED);
    await w.getUser(other.AccessToken);
    await refresh(other.RefreshToken);
  });

  it('of one token by 20 at the same time, in a grace period, gives all of them the next generation', async () => {
    const { tokens, refresh, family } = await signedIn(w, rotating(10));
    const all = await Promise.all(Array.from({ length: 20 }, () => refresh(tokens.RefreshToken)));
    expect(await family()).toMatchObject({ generation: 1, version: 2 });
    for (const { AccessToken } of all) await w.getUser(AccessToken);
    const next = await Promise.all(all.map(({ RefreshToken }) => refresh(RefreshToken)));
    expect(await family()).toMatchObject({ generation: 2, version: 3 });
    expect(next).toHaveLength(20);
  });

  it('of one token by 20 at the same time, without a grace period, gives one the next and then ends it', async () => {
    const { tokens, refresh, family } = await signedIn(w, rotating(0));
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => refresh(tokens.RefreshToken)));
    const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(won).toHaveLength(1);
    expect(reasons.filter(({ name }) => name === 'RefreshTokenReuseException').length).toBeGreaterThan(0);
    for (const { name, message } of reasons)
      expect([REFRESH_TOKEN_REUSED, REFRESH_TOKEN_REVOKED]).toContainEqual({ name, message });
    expect(await family()).toMatchObject({ generation: 1, revokedAt: app.deps.clock.now() });
    await expect(refresh(won[0]!.RefreshToken)).rejects.toMatchObject(REFRESH_TOKEN_REVOKED);
    await expect(w.getUser(won[0]!.AccessToken)).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
  });

  it.each([0, 1, 2])('is ended by RevokeToken with the token of generation %d', async (generation) => {
    const { clientCall, tokens, refresh } = await signedIn(w, rotating(0));
    const all = [tokens];
    for (let rotations = 0; rotations < 2; rotations++) all.push(await refresh(all.at(-1)!.RefreshToken));
    await clientCall('RevokeToken', { Token: all[generation]!.RefreshToken });
    for (const { AccessToken, RefreshToken } of all) {
      await expect(refresh(RefreshToken)).rejects.toMatchObject(REFRESH_TOKEN_REVOKED);
      await expect(w.getUser(AccessToken)).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
    }
  });

  it('ends with every revocation that comes between', async () => {
    const { clientCall, tokens, refresh, family } = await signedIn(w, rotating(60));
    await Promise.allSettled([
      ...Array.from({ length: 5 }, () => refresh(tokens.RefreshToken)),
      clientCall('RevokeToken', { Token: tokens.RefreshToken }),
    ]);
    expect((await family()).revokedAt).toBeDefined();
    await expect(refresh(tokens.RefreshToken)).rejects.toMatchObject(REFRESH_TOKEN_REVOKED);
  });

  it('is in force at once for tokens from before', async () => {
    const { updateClient, tokens, refresh } = await signedIn(w, { explicitAuthFlows: PASSWORD_FLOW });
    await updateClient({ refreshTokenRotation: { feature: 'ENABLED', retryGracePeriodSeconds: 0 } });
    const { RefreshToken } = await refresh(tokens.RefreshToken);
    expect(RefreshToken).toBeDefined();
    await expect(refresh(tokens.RefreshToken)).rejects.toMatchObject(REFRESH_TOKEN_REUSED);
  });
});
