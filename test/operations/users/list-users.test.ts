import { beforeAll, describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import type { User, UserStatus } from '#core/users/user.ts';
import { testApp } from '#test/app.ts';
import { invalid, PAGE_TOKEN_INVALID, poolUnknown } from '#test/errors.ts';
import { addUser, createPool } from '#test/fixtures.ts';
import { ANY_CASE, HOUR, PASSWORD, UNKNOWN_POOL } from '#test/world.ts';

const REFUSED = { name: 'InvalidParameterException' };

const app = testApp();

describe('ListUsers', () => {
  /** These users have no password, because hashing takes time and none of them signs in. */
  const add = (pool: Pool, username: string, attributes: Record<string, string> = {}, more: Partial<User> = {}) =>
    addUser(app, pool, { username, password: '', attributes, ...more });
  const list = (pool: Pool, input: object = {}) => app.call('ListUsers', { UserPoolId: pool.id, ...input });
  const names = (answer: { Users: { Username: string }[] }) => answer.Users.map(({ Username }) => Username).sort();
  const find = async (pool: Pool, Filter: string) => names(await list(pool, { Filter }));
  const quoted = (value: string) => `"${value.replace(/["\\]/g, '\\$&')}"`;

  async function allPages(pool: Pool, input: object, between: (page: number) => Promise<unknown> = async () => {}) {
    const found: string[] = [];
    let PaginationToken: string | undefined;
    let pages = 0;
    do {
      const answer = await list(pool, { ...input, PaginationToken });
      found.push(...answer.Users.map(({ Username }: { Username: string }) => Username));
      ({ PaginationToken } = answer);
      await between(++pages);
    } while (PaginationToken && pages < 100);
    return { found, pages };
  }

  it('shows users as AdminGetUser does, disabled ones too', async () => {
    const pool = await createPool(app);
    const email = 'ada@example.com';
    const { sub } = await add(pool, 'ada', { email }, { enabled: false, status: 'FORCE_CHANGE_PASSWORD' });
    const profile = await app.call('AdminGetUser', { UserPoolId: pool.id, Username: 'ada' });
    const { UserAttributes, ...rest } = profile;
    expect(await list(pool)).toEqual({ Users: [{ ...rest, Attributes: UserAttributes }] });
    expect(UserAttributes).toEqual([
      { Name: 'sub', Value: sub },
      { Name: 'email', Value: email },
    ]);
    expect(rest).toMatchObject({ Enabled: false, UserStatus: 'FORCE_CHANGE_PASSWORD' });
  });

  it('knows no pool that is not there, and shows none of another', async () => {
    const [pool, other] = [await createPool(app), await createPool(app)];
    await add(other, 'eve');
    expect(await list(pool)).toEqual({ Users: [] });
    await expect(app.call('ListUsers', { UserPoolId: UNKNOWN_POOL })).rejects.toMatchObject(poolUnknown(UNKNOWN_POOL));
    const { sub } = await add(other, 'mallory');
    expect(await find(pool, `sub = "${sub}"`)).toEqual([]);
  });

  describe('with a filter', () => {
    let pool: Pool;
    let anyCase: Pool;
    let subs: Record<string, string>;

    beforeAll(async () => {
      [pool, anyCase] = [await createPool(app), await createPool(app, ANY_CASE)];
      subs = {};
      for (const one of [pool, anyCase]) {
        const users: [string, Record<string, string>, Partial<User>?][] = [
          ['Ada', { email: 'Ada@Example.com', phone_number: '+15550001', name: 'Ada Lovelace', given_name: 'Ada' }],
          [
            'bob',
            { email: 'bob@example.com', phone_number: '+15550002', name: 'Bob "Bobby" O\\Neil' },
            { enabled: false },
          ],
          ['zoë', { family_name: 'Zoe\u0308', preferred_username: 'Zz_%*', given_name: 'adam' }, unconfirmed()],
          ['x'.repeat(128), { name: `${'n'.repeat(2000)}1`, family_name: '李😀' }],
        ];
        for (const [username, attributes, more] of users)
          subs[`${one.id} ${username}`] = (await add(one, username, attributes, more)).sub;
      }
    });
    const unconfirmed = () => ({ status: 'UNCONFIRMED' as UserStatus });
    const LONG = 'x'.repeat(128);

    it.each<[string, string[], string[]?]>([
      ['username = "Ada"', ['Ada']],
      ['username = "ada"', [], ['Ada']],
      ['username ^= "A"', ['Ada']],
      ['username ^= "aD"', [], ['Ada']],
      ['username = "ZOË"', [], ['zoë']],
      [`username = "${LONG}"`, [LONG]],
      [`username ^= "${LONG.slice(1)}"`, [LONG]],
      ['email = "Ada@Example.com"', ['Ada']],
      ['email = "ada@example.com"', [], ['Ada']],
      ['email ^= "bob@"', ['bob']],
      ['email ^= "example.com"', []],
      ['phone_number = "+15550002"', ['bob']],
      ['phone_number ^= "+1555"', ['Ada', 'bob']],
      ['phone_number ^= "1555"', []],
      [`name = ${quoted('Bob "Bobby" O\\Neil')}`, ['bob']],
      [`name ^= ${quoted('Bob "')}`, ['bob']],
      ['name = "ada lovelace"', []],
      ['name = "Ada"', []],
      [`name ^= "${'n'.repeat(200)}"`, [LONG]],
      ['given_name ^= "Ada"', ['Ada']],
      ['given_name ^= "ada"', ['zoë']],
      ['family_name = "Zo\u00eb"', ['zoë']],
      ['family_name ^= "李"', [LONG]],
      ['family_name = "李😀"', [LONG]],
      ['preferred_username = "Zz_%*"', ['zoë']],
      ['preferred_username ^= "zz_%"', [], ['zoë']],
      ['preferred_username ^= "%"', []],
      ['cognito:user_status = "UNCONFIRMED"', ['zoë']],
      ['cognito:user_status = "unconfirmed"', ['zoë']],
      ['cognito:user_status ^= "con"', ['Ada', 'bob', LONG]],
      ['status = "Disabled"', ['bob']],
      ['status = "Enabled"', ['Ada', LONG, 'zoë']],
      ['status ^= "E"', ['Ada', LONG, 'zoë']],
      ['status = "disabled"', []],
      ['status = "Asleep"', []],
      ['email ^= ""', ['Ada', 'bob']],
      ['email = ""', []],
      ['', ['Ada', 'bob', LONG, 'zoë']],
    ])('%j finds %j', async (Filter, expected, inAnyCase = expected) => {
      expect(await find(pool, Filter)).toEqual([...expected].sort());
      // A pool that ignores case shows names in lower case.
      expect(await find(anyCase, Filter)).toEqual(inAnyCase.map((name) => name.toLowerCase()).sort());
    });

    it('of a sub finds its user with one read, and a prefix of it', async () => {
      const sub = subs[`${pool.id} Ada`]!;
      app.roundTrips.reset();
      expect(await find(pool, `sub = "${sub}"`)).toEqual(['Ada']);
      expect({ ...app.roundTrips }).toMatchObject({ reads: 1, writes: 0, staleReads: [] });
      expect(await find(pool, `sub ^= "${sub.slice(0, 20)}"`)).toEqual(['Ada']);
      for (const value of ['', 'ada', sub.slice(1), sub.toUpperCase(), '😀', '\\u0000'])
        expect(await find(pool, `sub = "${value}"`)).toEqual([]);
      expect(await find(anyCase, `sub = "${sub}"`)).toEqual([]);
      await expect(list(pool, { Filter: `sub = "${sub}"`, PaginationToken: 'x' })).rejects.toMatchObject(REFUSED);
    });

    it.each([
      ['custom:team = "red"', 'Invalid search attribute: custom:team'],
      ['birthdate = "x"', 'Invalid search attribute: birthdate'],
      ['email', 'Error while parsing filter'],
      ['email = "a" b', 'Error while parsing filter'],
    ])('%j is refused', async (Filter, message) => {
      await expect(list(pool, { Filter })).rejects.toMatchObject(invalid(message));
    });

    it('follows every change of a user', async () => {
      const own = await createPool(app);
      await add(own, 'ada', { email: 'a@example.com' });
      const Username = 'ada';
      await app.call('AdminDisableUser', { UserPoolId: own.id, Username });
      expect(await find(own, 'status = "Disabled"')).toEqual(['ada']);
      expect(await find(own, 'status = "Enabled"')).toEqual([]);
      await app.call('AdminEnableUser', { UserPoolId: own.id, Username });
      expect(await find(own, 'status = "Enabled"')).toEqual(['ada']);
      await app.call('AdminSetUserPassword', { UserPoolId: own.id, Username, Password: PASSWORD });
      expect(await find(own, 'cognito:user_status = "FORCE_CHANGE_PASSWORD"')).toEqual(['ada']);
      await app.call('AdminDeleteUser', { UserPoolId: own.id, Username });
      expect(await find(own, 'email = "a@example.com"')).toEqual([]);
    });
  });

  describe('with AttributesToGet', () => {
    it('shows those attributes only', async () => {
      const pool = await createPool(app);
      const { sub } = await add(pool, 'ada', { email: 'a@example.com', name: 'Ada' });
      const attributes = async (AttributesToGet: string[]) =>
        (await list(pool, { AttributesToGet })).Users[0].Attributes.map(({ Name }: { Name: string }) => Name);
      expect(await attributes(['name'])).toEqual(['name']);
      expect(await attributes(['name', 'sub', 'name'])).toEqual(['sub', 'name']);
      expect(await attributes([])).toEqual(['sub', 'email', 'name']);
      const { Users } = await list(pool, { AttributesToGet: ['sub'], Filter: 'username = "ada"' });
      expect(Users[0]).toMatchObject({ Username: 'ada', Enabled: true, Attributes: [{ Name: 'sub', Value: sub }] });
    });

    it('fails for an attribute that the pool, or a user that is found, does not have', async () => {
      const pool = await createPool(app);
      const refused = invalid('One or more requested attributes do not exist.');
      await expect(list(pool, { AttributesToGet: ['custom:team'] })).rejects.toMatchObject(refused);
      expect(await list(pool, { AttributesToGet: ['email', 'sub'] })).toEqual({ Users: [] });
      await add(pool, 'ada', { email: 'a@example.com' });
      await add(pool, 'bob');
      await expect(list(pool, { AttributesToGet: ['email'] })).rejects.toMatchObject(refused);
      expect(names(await list(pool, { AttributesToGet: ['email'], Filter: 'email ^= "a"' }))).toEqual(['ada']);
    });
  });

  describe('page by page', () => {
    const PADDED = (n: number) => `user${String(n).padStart(3, '0')}`;

    it.each([
      ['all users', {}],
      ['a search', { Filter: 'email ^= "user"' }],
      ['a search that all match', { Filter: 'status = "Enabled"' }],
    ])('shows each of 150 users once while others come and go: %s', async (_, input) => {
      const pool = await createPool(app);
      const stay = Array.from({ length: 150 }, (_, n) => PADDED(n));
      const leave = Array.from({ length: 12 }, (_, n) => `user-leaving${n}`);
      await Promise.all([...stay, ...leave].map((name) => add(pool, name, { email: `${name}@example.com` })));
      const { found, pages } = await allPages(pool, { ...input, Limit: 20 }, async (page) => {
        await add(pool, `user-new${page}`, { email: `user-new${page}@example.com` });
        const Username = leave[page];
        if (Username) await app.call('AdminDeleteUser', { UserPoolId: pool.id, Username });
      });
      expect(found.filter((name) => stay.includes(name)).sort()).toEqual(stay);
      expect(new Set(found).size).toBe(found.length);
      expect(pages).toBeLessThanOrEqual(9);
    });

    it('costs the same however many users there are', async () => {
      const pool = await createPool(app);
      const trips = async (input: object) => {
        await list(pool, input);
        app.roundTrips.reset();
        await list(pool, input);
        expect(app.roundTrips.staleReads).toEqual([]);
        return [app.roundTrips.reads, app.roundTrips.writes];
      };
      const inputs = [
        {},
        { Limit: 5 },
        { Filter: 'email ^= "u"' },
        { Filter: 'name = "Same"' },
        { Filter: 'sub ^= ""' },
      ];
      const few = Array.from({ length: 5 }, (_, n) => PADDED(n));
      await Promise.all(few.map((name) => add(pool, name, { email: `${name}@example.com`, name: 'Same' })));
      for (const input of inputs) expect(await trips(input)).toEqual([2, 0]);
      const many = Array.from({ length: 95 }, (_, n) => PADDED(n + 5));
      await Promise.all(many.map((name) => add(pool, name, { email: `${name}@example.com`, name: 'Same' })));
      for (const input of inputs) expect(await trips(input)).toEqual([2, 0]);
    });

    it('gives as many as asked for, 60 at most, in the order of what was searched for', async () => {
      const pool = await createPool(app);
      const all = Array.from({ length: 61 }, (_, n) => PADDED(n));
      await Promise.all(all.map((name) => add(pool, name, { email: `${name}@example.com` })));
      for (const [Limit, count] of [
        [undefined, 60],
        [0, 60],
        [60, 60],
        [1, 1],
      ]) {
        expect((await list(pool, { Limit })).Users).toHaveLength(count!);
      }
      expect((await allPages(pool, { Limit: 50, Filter: 'email ^= "user"' })).found).toEqual(all);
      await expect(list(pool, { Limit: 61 })).rejects.toMatchObject(REFUSED);
    });

    it('has no next page after the last user', async () => {
      const pool = await createPool(app);
      for (const name of ['a', 'b', 'c', 'd']) await add(pool, name);
      expect((await allPages(pool, { Limit: 2 })).pages).toBe(2);
      expect((await allPages(pool, { Limit: 4 })).pages).toBe(1);
    });

    it('goes on with a token of the same pool, filter and attributes, for an hour', async () => {
      const [pool, other] = [await createPool(app), await createPool(app)];
      for (const name of ['a', 'b', 'c']) await add(pool, name, { email: `${name}@example.com` });
      const input = { Limit: 1, Filter: 'email ^= ""', AttributesToGet: ['email'] };
      const { PaginationToken } = await list(pool, input);
      const on = (change: object, of = pool) => list(of, { ...input, PaginationToken, ...change });
      expect(names(await on({}))).toEqual(['b']);
      expect(names(await on({ Limit: 2, Filter: ' email^="" ' }))).toEqual(['b', 'c']);
      await expect(on({}, other)).rejects.toMatchObject(PAGE_TOKEN_INVALID);
      for (const change of [
        { Filter: undefined },
        { Filter: 'email ^= "b"' },
        { Filter: 'username ^= ""' },
        { AttributesToGet: undefined },
        { AttributesToGet: ['sub'] },
        { PaginationToken: 'garbage' },
        { PaginationToken: `${PaginationToken}A` },
        { PaginationToken: PaginationToken.replace(/.$/, (last: string) => (last === 'A' ? 'Q' : 'A')) },
      ])
        await expect(on(change)).rejects.toMatchObject(PAGE_TOKEN_INVALID);
      app.advance(HOUR);
      await expect(on({})).rejects.toMatchObject(PAGE_TOKEN_INVALID);
    });
  });
});
