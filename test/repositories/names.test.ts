import { beforeAll, describe, expect, it } from 'vitest';
import { INDEX_NAME } from '#adapters/dynamo/keys.ts';
import { queryItems } from '#adapters/dynamo/read.ts';
import type { User } from '#core/users/user.ts';
import { aUser, create, type Fixture, OTHER_POOL, openRecords, POOL, remove, update } from './fixture.ts';

let store: Fixture;
beforeAll(async () => {
  store = await openRecords();
});

async function ownerOf(name: string, poolId = POOL): Promise<string | undefined> {
  return (await store.read('name', { poolId, name }))?.sub;
}

/** The subs that the index has for a value of an attribute. */
async function facet(attribute: string, value: string): Promise<string[]> {
  const { items } = await queryItems(store.table, {
    IndexName: INDEX_NAME,
    KeyConditionExpression: 'gsi1pk = :pk AND begins_with(gsi1sk, :value)',
    ExpressionAttributeValues: { ':pk': `P#${POOL}#F#${attribute}`, ':value': `${value}#` },
  });
  return items.map(({ pk }) => pk.split('#')[2]!);
}

const named = (label: string, change: Partial<User> = {}): User =>
  aUser({
    username: label,
    attributes: { email: `${label}@example.com` },
    names: [
      { kind: 'username', value: label },
      { kind: 'email', value: `${label}@example.com` },
    ],
    ...change,
  });

describe('sign-in names', () => {
  it('lead to the user from its creation to its removal', async () => {
    const user = named('life');
    await store.commit(create('user', user));
    expect(await ownerOf('life')).toBe(user.sub);
    expect(await ownerOf('life@example.com')).toBe(user.sub);
    await store.commit(remove('user', user));
    expect(await ownerOf('life')).toBeUndefined();
    expect(await ownerOf('life@example.com')).toBeUndefined();
    expect(await store.read('user', user)).toBeUndefined();
  });

  it('are unique within the pool; the loser learns which name was taken', async () => {
    await store.commit(create('user', named('taken')));
    const cases = [
      { names: [{ kind: 'username', value: 'taken' }], lost: { kind: 'username', value: 'taken' } },
      {
        names: [
          { kind: 'username', value: 'fresh' },
          { kind: 'email', value: 'taken@example.com' },
        ],
        lost: { kind: 'email', value: 'taken@example.com' },
      },
    ] as const;
    for (const { names, lost } of cases) {
      const rival = aUser({ names });
      const step = create('user', rival);
      expect(await store.records.commit([step])).toStrictEqual({ change: step, name: lost });
      expect(await store.read('user', rival)).toBeUndefined();
      expect(await ownerOf('fresh')).toBeUndefined();
    }
  });

  it('are free in another pool', async () => {
    const [here, there] = [named('shared'), named('shared', { poolId: OTHER_POOL })];
    await store.commit(create('user', here), create('user', there));
    expect(await ownerOf('shared')).toBe(here.sub);
    expect(await ownerOf('shared', OTHER_POOL)).toBe(there.sub);
  });

  it('of an existing sub are lost on the user itself, without a name', async () => {
    const user = named('sub-twice');
    await store.commit(create('user', user));
    const step = create('user', named('sub-twice-2', { sub: user.sub }));
    expect(await store.records.commit([step])).toStrictEqual({ change: step });
    expect(await ownerOf('sub-twice-2')).toBeUndefined();
  });

  it('change with the user: the new one leads to it, the old one is free', async () => {
    const before = named('change');
    const after = named('change', {
      sub: before.sub,
      names: [before.names[0]!, { kind: 'email', value: 'new@x.org' }],
    });
    await store.commit(create('user', before));
    await store.commit(update('user', before, after));
    expect(await ownerOf('change')).toBe(before.sub);
    expect(await ownerOf('new@x.org')).toBe(before.sub);
    expect(await ownerOf('change@example.com')).toBeUndefined();
  });

  it('of somebody else are not taken by an update', async () => {
    const [owner, rival] = [named('owner'), named('rival')];
    await store.commit(create('user', owner), create('user', rival));
    const wanted = { kind: 'email', value: 'owner@example.com' } as const;
    const step = update('user', rival, { ...rival, names: [rival.names[0]!, wanted] });
    expect(await store.records.commit([step])).toStrictEqual({ change: step, name: wanted });
    expect(await ownerOf('owner@example.com')).toBe(owner.sub);
    expect(await ownerOf('rival@example.com')).toBe(rival.sub);
  });

  it.each(['giver first', 'taker first'])('move between two users in one commit (%s)', async (order) => {
    const [giver, taker] = [named(`giver ${order}`), named(`taker ${order}`)];
    await store.commit(create('user', giver), create('user', taker));
    const moving = giver.names[1]!;
    const steps = [
      update('user', giver, { ...giver, names: [giver.names[0]!] }),
      update('user', taker, { ...taker, names: [...taker.names, moving] }),
    ];
    await store.commit(...(order === 'giver first' ? steps : steps.toReversed()));
    expect(await ownerOf(moving.value)).toBe(taker.sub);
    expect((await store.read('user', giver))?.names).toStrictEqual([giver.names[0]]);
    expect((await store.read('user', taker))?.names).toContainEqual(moving);
  });

  it('do not move when either user has changed meanwhile', async () => {
    const [giver, taker] = [named('stale-giver'), named('stale-taker')];
    await store.commit(create('user', giver), create('user', taker));
    await store.commit(update('user', giver, giver));
    const giving = update('user', giver, { ...giver, names: [giver.names[0]!] });
    const taking = update('user', taker, { ...taker, names: [...taker.names, giver.names[1]!] });
    expect(await store.records.commit([giving, taking])).toStrictEqual({ change: giving });
    expect(await ownerOf('stale-giver@example.com')).toBe(giver.sub);
  });
});

describe('search facets', () => {
  it('follow the attributes of the user and are rewritten only when they change', async () => {
    const before = named('facet', { attributes: { email: 'Facet@Example.com', given_name: 'Ada', family_name: 'L' } });
    await store.commit(create('user', before));
    expect(await facet('email', 'facet@example.com')).toStrictEqual([before.sub]);
    expect(await facet('given_name', 'ada')).toStrictEqual([before.sub]);
    expect(await facet('cognito:user_status', 'confirmed')).toContain(before.sub);

    const after: User = { ...before, attributes: { email: 'Facet@Example.com', given_name: 'Eve' }, enabled: false };
    await store.commit(update('user', before, after));
    expect(await facet('email', 'facet@example.com')).toStrictEqual([before.sub]);
    expect(await facet('given_name', 'ada')).toStrictEqual([]);
    expect(await facet('given_name', 'eve')).toStrictEqual([before.sub]);
    expect(await facet('family_name', 'l')).toStrictEqual([]);
    expect(await facet('status', 'disabled')).toContain(before.sub);
    expect(await facet('status', 'enabled')).not.toContain(before.sub);

    await store.commit(remove('user', { ...after, version: 2 }));
    expect(await facet('given_name', 'eve')).toStrictEqual([]);
    expect(await facet('status', 'disabled')).not.toContain(before.sub);
  });

  it('are not touched by an update of anything else', async () => {
    const user = named('one-put');
    await store.commit(create('user', user));
    store.faults.clear();
    await store.commit(update('user', user, { ...user, stamp: 'new', signOutEpoch: 1 }));
    expect(store.faults.attempts).toStrictEqual(['Put']);
  });
});
