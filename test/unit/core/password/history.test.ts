import { describe, expect, it } from 'vitest';
import { createKeyring } from '#core/keys/keyring.ts';
import { openCredentials, sealCredentials } from '#core/password/credentials.ts';
import { changedPassword, checkPasswordHistory } from '#core/password/history.ts';
import type { User } from '#core/users/user.ts';
import type { Hasher, PasswordHash } from '#ports/hasher.ts';
import { callOf } from '#test/call.ts';
import { poolRecord } from '#test/fixtures.ts';

const keys = createKeyring({ credentials: new Map([[1, Buffer.alloc(32, 1)]]) }, { now: () => 0 });
const hashOf = (password: string): PasswordHash => ({ scheme: 'argon2id', hash: `hash of ${password}` });

/** A hasher that keeps count of how much is going on at the same time. */
function countingHasher() {
  const seen = { running: 0, most: 0, total: 0 };
  const hasher: Hasher = {
    hash: async (password) => hashOf(password),
    outdated: () => false,
    async verify(password, hash) {
      seen.total++;
      seen.most = Math.max(seen.most, ++seen.running);
      await new Promise((resolve) => setImmediate(resolve));
      seen.running--;
      return hash?.hash === hashOf(password).hash;
    },
  };
  return { hasher, seen };
}

const poolOf = (passwordHistorySize: number | undefined) => {
  const pool = poolRecord({ id: 'us-east-1_Abc' });
  return { ...pool, passwordPolicy: { ...pool.passwordPolicy, passwordHistorySize } };
};

function userOf(status: User['status'], ...passwords: readonly string[]): User {
  const owner = { poolId: 'us-east-1_Abc', sub: 'sub-1' };
  const [password, ...history] = passwords.map(hashOf);
  return {
    ...owner,
    username: 'ann',
    attributes: {},
    enabled: true,
    status,
    createdAt: 0,
    modifiedAt: 0,
    names: [],
    sealedCredentials: password && sealCredentials(keys, owner, { password, history }),
    signOutEpoch: 0,
    stamp: '',
    version: 1,
  };
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');

describe('checkPasswordHistory', () => {
  it('compares one hash for each password, four at a time', async () => {
    const { hasher, seen } = countingHasher();
    await checkPasswordHistory(callOf({ keys, hasher }, { pool: poolOf(24) }), userOf('CONFIRMED', ...letters), 'new');
    expect(seen).toEqual({ running: 0, most: 4, total: 24 });
  });

  it.each([
    [2, 'A', true],
    [2, 'B', true],
    [2, 'C', false],
    [24, 'X', true],
    [24, 'Y', false],
  ])('with a size of %s judges the password %s', async (size, password, refused) => {
    const { hasher } = countingHasher();
    const check = checkPasswordHistory(
      callOf({ keys, hasher }, { pool: poolOf(size) }),
      userOf('CONFIRMED', ...letters),
      password,
    );
    if (refused) await expect(check).rejects.toMatchObject({ name: 'PasswordHistoryPolicyViolationException' });
    else await expect(check).resolves.toBeUndefined();
  });

  it('costs nothing without a history to keep or a password', async () => {
    const { hasher, seen } = countingHasher();
    for (const size of [0, undefined]) {
      await checkPasswordHistory(callOf({ keys, hasher }, { pool: poolOf(size) }), userOf('CONFIRMED', 'A'), 'A');
    }
    await checkPasswordHistory(callOf({ keys, hasher }, { pool: poolOf(5) }), userOf('CONFIRMED'), 'A');
    expect(seen.total).toBe(0);
  });

  it('looks beyond a temporary password', async () => {
    const { hasher, seen } = countingHasher();
    const user = userOf('FORCE_CHANGE_PASSWORD', 'T', 'A', 'B', 'C');
    for (const password of ['T', 'A', 'B']) {
      await expect(
        checkPasswordHistory(callOf({ keys, hasher }, { pool: poolOf(2) }), user, password),
      ).rejects.toThrow();
    }
    await checkPasswordHistory(callOf({ keys, hasher }, { pool: poolOf(2) }), user, 'C');
    expect(seen.total).toBe(4 * 3);
  });
});

describe('changedPassword', () => {
  const sealed = (size: number | undefined, user: User) => {
    const { sealedCredentials } = changedPassword(
      callOf({ keys, clock: { now: () => 7 } }, { pool: poolOf(size) }),
      user,
      {
        password: hashOf('new'),
      },
    );
    return openCredentials(keys, { ...user, sealedCredentials });
  };

  it('keeps the passwords before, newest first, as many as the pool asks', () => {
    const user = userOf('CONFIRMED', 'A', 'B', 'C');
    expect(sealed(2, user)).toEqual({ password: hashOf('new'), history: [hashOf('A'), hashOf('B')] });
    expect(sealed(24, user)?.history).toEqual(['A', 'B', 'C'].map(hashOf));
    for (const size of [0, undefined]) expect(sealed(size, user)).toEqual({ password: hashOf('new') });
  });

  it('leaves out a temporary password, and copes with none', () => {
    expect(sealed(2, userOf('FORCE_CHANGE_PASSWORD', 'T', 'A'))?.history).toEqual([hashOf('A')]);
    expect(sealed(2, userOf('CONFIRMED'))).toEqual({ password: hashOf('new') });
  });
});
