import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import type { UserFilter } from '#core/user-filter/filter.ts';
import type { User } from '#core/users/user.ts';
import type { Change, Records } from '#ports/records.ts';
import { aUser, create, OTHER_POOL, openRecords, POOL, remove, update } from './fixture.ts';

const filter = (operator: '=' | '^=', value: string, more: Partial<UserFilter> = {}): UserFilter => ({
  attribute: 'email',
  operator,
  value,
  ignoreCase: false,
  ...more,
});
const withEmail = (email: string, more: Partial<User> = {}) => aUser({ attributes: { email }, ...more });
const emails = (users: readonly User[]) => users.map(({ attributes }) => attributes.email);

/** Stores them, as many at a time as a transaction takes. */
async function createAll(commit: (...changes: readonly Change[]) => Promise<void>, users: readonly User[]) {
  for (let start = 0; start < users.length; start += 15)
    await commit(...users.slice(start, start + 15).map((user) => create('user', user)));
}

async function search(records: Records, of: UserFilter, limit = 60): Promise<User[][]> {
  const pages: User[][] = [];
  let token: string | undefined;
  do {
    const page = await records.list('users', { poolId: POOL, filter: of }, { limit, token });
    pages.push([...page.values]);
    token = page.nextToken;
  } while (token && pages.length < 50);
  return pages;
}

describe('a search', () => {
  it('finds the users of its pool, in the order of what it looks at', async () => {
    const { records, commit } = await openRecords();
    const users = ['b@x.com', 'ab@x.com', 'a@x.com', 'A@x.com'].map((email) => withEmail(email));
    const others = [withEmail('a@x.com', { poolId: OTHER_POOL }), aUser({ attributes: { name: 'a@x.com' } })];
    await commit(...[...users, ...others].map((user) => create('user', user)));
    expect((await search(records, filter('=', 'a@x.com'))).map(emails)).toEqual([['a@x.com']]);
    expect((await search(records, filter('^=', 'a'))).map(emails)).toEqual([['a@x.com', 'ab@x.com']]);
    const found = (await search(records, filter('^=', ''))).flat();
    expect(emails(found).map((email) => email?.toLowerCase())).toEqual(['a@x.com', 'a@x.com', 'ab@x.com', 'b@x.com']);
    expect((await search(records, filter('=', ''))).flat()).toEqual([]);
  });

  it('sees what the table says of a user, not what the index still does', async () => {
    const { records, commit, faults } = await openRecords();
    const [gone, moved, fresh] = [withEmail('a1@x.com'), withEmail('a2@x.com'), withEmail('a3@x.com')];
    await commit(create('user', gone), create('user', moved));
    await faults.freezeIndex();
    const after = { ...moved, attributes: { email: 'b@x.com' } };
    await commit(remove('user', gone), update('user', moved, after), create('user', fresh));
    expect((await search(records, filter('^=', 'a'))).flat()).toEqual([]);
    faults.thawIndex();
    expect(emails((await search(records, filter('^=', 'a'))).flat())).toEqual(['a3@x.com']);
    expect(emails((await search(records, filter('=', 'b@x.com'))).flat())).toEqual(['b@x.com']);
  });

  it('fills a page although many entries of the index drop out', async () => {
    const { records, commit, faults } = await openRecords();
    const users = Array.from({ length: 40 }, (_, n) => withEmail(`u${String(n).padStart(2, '0')}@x.com`));
    await createAll(commit, users);
    await faults.freezeIndex();
    const [left, rest] = [users.slice(35), users.slice(0, 35)];
    for (const user of rest) await commit(remove('user', user));
    faults.clear();
    const pages = await search(records, filter('^=', 'u'), 3);
    expect(pages.map((page) => page.length)).toEqual([3, 2]);
    expect(emails(pages.flat())).toEqual(emails(left));
  });

  it('reads a bounded number of pages for one call, and goes on from there', async () => {
    const { records, commit, faults } = await openRecords();
    // These are one name in many cases. They stand together in the index, and a search for one of them finds it only.
    const spelled = (n: number) =>
      [...'abcdefghi'].map((letter, bit) => (n & (1 << bit) ? letter.toUpperCase() : letter));
    const users = Array.from({ length: 400 }, (_, n) => withEmail(spelled(n).join('')));
    await createAll(commit, users);
    faults.clear();
    const first = await records.list('users', { poolId: POOL, filter: filter('=', 'xx') }, { limit: 1 });
    expect([first, faults.attempts]).toEqual([{ values: [] }, ['Query']]);
    faults.clear();
    const wanted = filter('=', users[7]!.attributes.email!);
    const { nextToken } = await records.list('users', { poolId: POOL, filter: wanted }, { limit: 60 });
    expect(nextToken).toBeDefined();
    expect(faults.attempts.length).toBeLessThanOrEqual(10);
    expect(emails((await search(records, wanted)).flat())).toEqual([users[7]!.attributes.email]);
  });

  it('shows no user twice on a page, though the index has it in two places', async () => {
    const { records, commit, faults, table } = await openRecords();
    const user = withEmail('a@x.com');
    await commit(create('user', user));
    const other = { pk: `U#${POOL}#${user.sub}`, sk: 'F#copy', gsi1pk: `P#${POOL}#F#email`, gsi1sk: `a#${user.sub}` };
    const Item = Object.fromEntries(Object.entries(other).map(([name, S]) => [name, { S }]));
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
    faults.clear();
    expect((await search(records, filter('^=', 'a'))).flat()).toHaveLength(1);
  });

  it('takes no user of another pool from an entry that somebody wrote into the table', async () => {
    const { records, commit, table } = await openRecords();
    const user = withEmail('a@x.com', { poolId: OTHER_POOL });
    await commit(create('user', user));
    const forged = {
      pk: `U#${OTHER_POOL}#${user.sub}`,
      sk: 'F#forged',
      gsi1pk: `P#${POOL}#F#email`,
      gsi1sk: `a@x.com#${user.sub}`,
    };
    const Item = Object.fromEntries(Object.entries(forged).map(([name, S]) => [name, { S }]));
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
    expect((await search(records, filter('=', 'a@x.com'))).flat()).toEqual([]);
  });

  it('keeps values of any length and character findable', async () => {
    const { records, commit } = await openRecords();
    const values = [
      'x'.repeat(255),
      'x'.repeat(256),
      'x'.repeat(257),
      `${'é'.repeat(200)}1`,
      `${'é'.repeat(200)}2`,
      'a#b',
    ];
    const users = values.map((email) => withEmail(email));
    await commit(...users.map((user) => create('user', user)));
    for (const value of values) expect(emails((await search(records, filter('=', value))).flat())).toEqual([value]);
    expect(emails((await search(records, filter('^=', 'x'.repeat(256)))).flat()).sort()).toEqual(values.slice(1, 3));
    expect(emails((await search(records, filter('^=', 'é'.repeat(150)))).flat()).sort()).toEqual(values.slice(3, 5));
    expect((await search(records, filter('=', 'a'))).flat()).toEqual([]);
  });

  it('has no next page when it ends with the last user', async () => {
    const { records, commit } = await openRecords();
    await commit(...['1', '2', '3', '4'].map((n) => create('user', withEmail(`${n}@x.com`))));
    expect((await search(records, filter('^=', ''), 2)).map((page) => page.length)).toEqual([2, 2]);
  });

  it('goes on with its own token only', async () => {
    const { records, commit } = await openRecords();
    await commit(...['1', '2', '3', '4'].map((n) => create('user', withEmail(`a${n}@x.com`))));
    const scope = { poolId: POOL, filter: filter('^=', 'a') };
    const { nextToken: token } = await records.list('users', scope, { limit: 2, boundTo: ['x'] });
    const refused = { name: 'InvalidParameterException' };
    for (const [other, boundTo] of [
      [{ poolId: POOL }, ['x']],
      [{ ...scope, poolId: OTHER_POOL }, ['x']],
      [{ ...scope, filter: filter('^=', 'a1') }, ['x']],
      [{ ...scope, filter: filter('=', 'a') }, ['x']],
      [scope, []],
      [scope, ['y']],
      [scope, ['x', 'x']],
    ] as const) {
      await expect(records.list('users', other, { limit: 2, token, boundTo })).rejects.toMatchObject(refused);
    }
    expect((await records.list('users', scope, { limit: 2, token, boundTo: ['x'] })).values).toHaveLength(2);
  });
});
