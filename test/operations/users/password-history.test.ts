import { describe, expect, it } from 'vitest';
import { openCredentials, sealCredentials } from '#core/password/credentials.ts';
import type { User } from '#core/users/user.ts';
import { INCORRECT, PASSWORD_USED } from '#test/errors.ts';
import { atOnce, otherThan, PASSWORD, type TestPool, testPools, VERIFIED_EMAIL } from '#test/world.ts';

const service = testPools();
const TEMPORARY = 'Temporary-Pass-0';
/** Passwords of a user, in the order in which they are set. */
const pass = (index: number) => `Password-Number-${index}`;

let count = 0;

async function poolWithHistory(passwordHistorySize: number | undefined): Promise<TestPool> {
  const base = await service.pool();
  return service.pool({ passwordPolicy: { ...base.pool.passwordPolicy, passwordHistorySize } });
}

/** A user with a verified e-mail, whose first own password is the one given. */
async function userWith(p: TestPool, Password: string) {
  const Username = `history${++count}`;
  const UserAttributes = VERIFIED_EMAIL(`${Username}@example.com`);
  await p.create(Username, { TemporaryPassword: TEMPORARY, UserAttributes });
  await set(p, Username, Password);
  return Username;
}

const set = (p: TestPool, Username: string, Password: string, Permanent = true) =>
  p.call('AdminSetUserPassword', { Username, Password, Permanent });

const historyOf = async (p: TestPool, username: string) =>
  openCredentials(p.app.deps.keys, await p.stored(username))!.history ?? [];

/** Each way in which a user whose password is `current` gets a new one. */
const WAYS: readonly (readonly [
  string,
  (p: TestPool, name: string, current: string) => Promise<(proposed: string) => Promise<unknown>>,
])[] = [
  ['AdminSetUserPassword', async (p, name) => (proposed) => set(p, name, proposed)],
  [
    'ChangePassword',
    async (p, name, PreviousPassword) => {
      const { AccessToken } = await p.tokens(name, PreviousPassword);
      return (ProposedPassword) => p.app.call('ChangePassword', { AccessToken, PreviousPassword, ProposedPassword });
    },
  ],
  [
    'ConfirmForgotPassword',
    async (p, Username) => {
      await p.forgotPassword(Username);
      const code = p.codeFor(`${Username}@example.com`);
      return (proposed) => p.confirmForgotPassword(Username, code, proposed);
    },
  ],
  [
    'NEW_PASSWORD_REQUIRED',
    async (p, name) => {
      await set(p, name, TEMPORARY, false);
      const { Session } = await p.signIn(name, TEMPORARY);
      return (proposed) => p.choosePassword(name, Session, proposed);
    },
  ],
];

describe.each(WAYS)('PasswordHistorySize in %s', (_, prepare) => {
  it('refuses the current password and the ones before it, as many as it says together', async () => {
    const p = await poolWithHistory(3);
    const name = await userWith(p, pass(1));
    for (const index of [2, 3, 4]) await set(p, name, pass(index));
    const change = await prepare(p, name, pass(4));
    const before = await p.stored(name);
    for (const index of [4, 3, 2]) await expect(change(pass(index))).rejects.toMatchObject(PASSWORD_USED);
    expect(await p.stored(name)).toEqual(before);
    await change(pass(1));
    expect(await p.signIn(name, pass(1))).toHaveProperty('AuthenticationResult');
    for (const index of [3, 4]) await expect(set(p, name, pass(index))).rejects.toMatchObject(PASSWORD_USED);
    expect(await set(p, name, pass(2))).toEqual({});
  });

  it('of 1 refuses the current one only', async () => {
    const p = await poolWithHistory(1);
    const name = await userWith(p, pass(1));
    await set(p, name, pass(2));
    const change = await prepare(p, name, pass(2));
    await expect(change(pass(2))).rejects.toMatchObject(PASSWORD_USED);
    await change(pass(1));
    expect(await p.signIn(name, pass(1))).toHaveProperty('AuthenticationResult');
  });

  it.each([0, undefined])('of %s refuses nothing and keeps nothing', async (size) => {
    const p = await poolWithHistory(size);
    const name = await userWith(p, pass(1));
    await (await prepare(p, name, pass(1)))(pass(1));
    expect(await historyOf(p, name)).toEqual([]);
  });
});

describe('a password history', () => {
  it('does not count temporary passwords, nor forgets what came before them', async () => {
    const p = await poolWithHistory(2);
    const name = await userWith(p, pass(1));
    await set(p, name, pass(2));
    for (const password of [TEMPORARY, pass(1), 'Temporary-Pass-9']) await set(p, name, password, false);
    const { Session } = await p.signIn(name, 'Temporary-Pass-9');
    for (const password of [pass(1), pass(2), 'Temporary-Pass-9']) {
      await expect(p.choosePassword(name, Session, password)).rejects.toMatchObject(PASSWORD_USED);
    }
    expect(await p.choosePassword(name, Session, TEMPORARY)).toHaveProperty('AuthenticationResult');
    await expect(set(p, name, pass(2))).rejects.toMatchObject(PASSWORD_USED);
    expect(await set(p, name, 'Temporary-Pass-9')).toEqual({});
  });

  it('refuses the temporary password of a new user as their own', async () => {
    const p = await poolWithHistory(5);
    const name = `history${++count}`;
    await p.create(name, { TemporaryPassword: TEMPORARY });
    const { Session } = await p.signIn(name, TEMPORARY);
    await expect(p.choosePassword(name, Session, TEMPORARY)).rejects.toMatchObject(PASSWORD_USED);
    expect(await p.choosePassword(name, Session, pass(1))).toHaveProperty('AuthenticationResult');
    expect(await historyOf(p, name)).toEqual([]);
  });

  it('counts the password that a user signed up with', async () => {
    const p = await poolWithHistory(5);
    await p.signUp('signed-up');
    await p.call('AdminConfirmSignUp', { Username: 'signed-up' });
    await expect(set(p, 'signed-up', PASSWORD)).rejects.toMatchObject(PASSWORD_USED);
    await set(p, 'signed-up', pass(1));
    await expect(set(p, 'signed-up', PASSWORD)).rejects.toMatchObject(PASSWORD_USED);
  });

  it('holds 24 at most, sealed inside the credentials, and a longer one shrinks with the setting', async () => {
    const p = await poolWithHistory(24);
    const name = await userWith(p, pass(0));
    for (let index = 1; index <= 26; index++) await set(p, name, pass(index));
    expect(await historyOf(p, name)).toHaveLength(24);
    for (const index of [26, 14, 3]) await expect(set(p, name, pass(index))).rejects.toMatchObject(PASSWORD_USED);
    const stored = (await p.stored(name))!;
    expect(JSON.stringify(stored)).not.toContain('argon2');
    expect(stored.sealedCredentials!.length).toBeLessThan(8192);

    const { passwordPolicy } = p.pool;
    await p.changePool({ passwordPolicy: { ...passwordPolicy, passwordHistorySize: 2 } });
    p.app.deps.configuration.forget(p.pool.id);
    for (const index of [26, 25]) await expect(set(p, name, pass(index))).rejects.toMatchObject(PASSWORD_USED);
    await set(p, name, pass(24));
    expect(await historyOf(p, name)).toHaveLength(2);
  });

  it('survives a hash that is made anew at sign-in', async () => {
    const p = await poolWithHistory(3);
    const name = await userWith(p, pass(1));
    await set(p, name, pass(2));
    const outdated = async (user: User) => {
      const credentials = openCredentials(p.app.deps.keys, user)!;
      const { hash } = await import('@node-rs/argon2');
      const weak = await hash(pass(2), { memoryCost: 32, timeCost: 1, parallelism: 1, outputLen: 32 });
      const password = { scheme: 'argon2id', hash: weak } as const;
      return sealCredentials(p.app.deps.keys, user, { ...credentials, password });
    };
    await p.force(name, { sealedCredentials: await outdated((await p.stored(name))!) });
    const before = openCredentials(p.app.deps.keys, await p.stored(name))!;
    await p.signIn(name, pass(2));
    const after = openCredentials(p.app.deps.keys, await p.stored(name))!;
    expect(after.password.hash).not.toBe(before.password.hash);
    expect(after.history).toEqual(before.history);
    for (const index of [1, 2]) await expect(set(p, name, pass(index))).rejects.toMatchObject(PASSWORD_USED);
  });

  it('signs in also when the hash can not be made anew', async () => {
    const p = await poolWithHistory(3);
    const name = await userWith(p, pass(1));
    const { hasher } = p.app.deps;
    const { hash, outdated } = hasher;
    Object.assign(hasher, { outdated: () => true, hash: () => Promise.reject(new Error('No memory.')) });
    try {
      expect((await p.signIn(name, pass(1))).AuthenticationResult.AccessToken).toBeTruthy();
    } finally {
      Object.assign(hasher, { hash, outdated });
    }
  });

  it('loses no password to another that is set at the same time', async () => {
    const p = await poolWithHistory(24);
    const name = await userWith(p, pass(0));
    await Promise.all([1, 2, 3, 4, 5, 6].map((index) => set(p, name, pass(index))));
    for (const index of [0, 1, 2, 3, 4, 5, 6])
      await expect(set(p, name, pass(index))).rejects.toMatchObject(PASSWORD_USED);
  });

  it('does not let the same password through twice at the same time', async () => {
    const p = await poolWithHistory(2);
    const name = await userWith(p, pass(0));
    const { answers } = await atOnce(4, () => set(p, name, pass(1)));
    expect(answers).toHaveLength(1);
  });

  it('is no way to guess at the current password', async () => {
    const p = await poolWithHistory(3);
    const name = await userWith(p, pass(1));
    await set(p, name, pass(2));
    const { AccessToken } = await p.tokens(name, pass(2));
    for (const ProposedPassword of [pass(1), pass(2), pass(3)]) {
      const request = { AccessToken, PreviousPassword: 'Wrong-Guess-1', ProposedPassword };
      await expect(p.app.call('ChangePassword', request)).rejects.toMatchObject(INCORRECT);
    }
    await p.forgotPassword(name);
    const code = p.codeFor(`${name}@example.com`);
    await expect(p.confirmForgotPassword(name, otherThan(code), pass(2))).rejects.toMatchObject({
      name: 'CodeMismatchException',
    });
    p.app.roundTrips.reset();
    await expect(p.confirmForgotPassword(name, code, pass(2))).rejects.toMatchObject(PASSWORD_USED);
    expect(p.app.roundTrips.writes).toBe(1);
    expect(await p.confirmForgotPassword(name, code, pass(3))).toEqual({});
  });
});
