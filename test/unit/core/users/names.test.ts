import { describe, expect, it } from 'vitest';
import { createKeyring } from '#core/keys/keyring.ts';
import type { Pool } from '#core/pools/pool.ts';
import { imaginarySub, isAliasOnly, looksLikeSub, namesOf, normaliseName } from '#core/users/names.ts';

const pool = (more: Partial<Pool> = {}) =>
  ({ id: 'us-east-1_Abc', usernameAttributes: [], aliasAttributes: [], ...more }) as unknown as Pool;
const insensitive = { usernameConfiguration: { caseSensitive: false } };

describe('names', () => {
  it('are compared as the pool says, in one Unicode form', () => {
    expect(normaliseName(pool(), 'Ada')).toBe('Ada');
    expect(normaliseName(pool({ usernameConfiguration: { caseSensitive: true } }), 'Ada')).toBe('Ada');
    expect(normaliseName(pool(insensitive), 'Ada@Example.COM')).toBe('ada@example.com');
    expect(normaliseName(pool(), 'Zoe\u0308')).toBe('Zo\u00eb');
  });

  it('of a plain pool are the user name alone', () => {
    const attributes = { email: 'a@example.com', email_verified: 'true', preferred_username: 'countess' };
    expect(namesOf(pool(), { username: 'Ada', attributes })).toEqual([{ kind: 'username', value: 'Ada' }]);
  });

  it('of a pool with e-mails as user names are the e-mail, verified or not, and never the sub', () => {
    const named = pool({ usernameAttributes: ['email', 'phone_number'], ...insensitive });
    const attributes = { email: 'A@example.com', phone_number: '+15551239878' };
    expect(namesOf(named, { username: 'some-sub', attributes })).toEqual([
      { kind: 'email', value: 'a@example.com' },
      { kind: 'phone_number', value: '+15551239878' },
    ]);
    expect(namesOf(named, { username: 'some-sub', attributes: {} })).toEqual([]);
  });

  it.each([
    ['true', ['ada', 'a@example.com']],
    ['false', ['ada']],
    [undefined, ['ada']],
  ])('of an alias pool have the e-mail when it is verified (%s)', (verified, values) => {
    const attributes = { email: 'a@example.com', ...(verified && { email_verified: verified }) };
    const names = namesOf(pool({ aliasAttributes: ['email', 'phone_number'] }), { username: 'ada', attributes });
    expect(names.map((name) => name.value)).toEqual(values);
  });

  it('name a value once', () => {
    const aliased = pool({ aliasAttributes: ['preferred_username'], ...insensitive });
    const user = { username: 'ada', attributes: { preferred_username: 'ADA' } };
    expect(namesOf(aliased, user)).toEqual([{ kind: 'username', value: 'ada' }]);
  });

  it('tell a sub from a name', () => {
    expect(looksLikeSub('34c84488-e0e1-70ae-d2ee-991ad1a898c8')).toBe(true);
    for (const name of ['34C84488-e0e1-70ae-d2ee-991ad1a898c8', '34c84488e0e170aed2ee991ad1a898c8', 'ada', '']) {
      expect(looksLikeSub(name)).toBe(false);
    }
  });

  it('that lead to nobody have a sub of their own, always the same', () => {
    const keys = createKeyring({ directory: new Map([[1, Buffer.alloc(32, 1)]]) }, { now: () => 0 });
    const sub = imaginarySub(keys, 'us-east-1_Abc', 'ada');
    expect(looksLikeSub(sub)).toBe(true);
    expect(imaginarySub(keys, 'us-east-1_Abc', 'ada')).toBe(sub);
    expect(imaginarySub(keys, 'us-east-1_Abd', 'ada')).not.toBe(sub);
    expect(imaginarySub(keys, 'us-east-1_Abc', 'adb')).not.toBe(sub);
  });

  it('tell an alias from a canonical name', () => {
    expect(isAliasOnly(pool(), 'a@example.com')).toBe(false);
    expect(isAliasOnly(pool({ usernameAttributes: ['email'] }), 'a@example.com')).toBe(true);
    expect(isAliasOnly(pool({ aliasAttributes: ['email'] }), 'a@example.com')).toBe(true);
    expect(isAliasOnly(pool({ aliasAttributes: ['email'] }), '+15551239878')).toBe(false);
    expect(isAliasOnly(pool({ aliasAttributes: ['phone_number'] }), '+15551239878')).toBe(true);
    expect(isAliasOnly(pool({ aliasAttributes: ['email'] }), 'ada')).toBe(false);
  });
});
