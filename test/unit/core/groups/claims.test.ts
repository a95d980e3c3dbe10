import { describe, expect, it } from 'vitest';
import { groupClaims } from '#core/groups/claims.ts';
import type { TokenGroup } from '#core/groups/group.ts';

const group = (name: string, precedence?: number, roleArn?: string): TokenGroup => ({
  name,
  ...(precedence !== undefined && { precedence }),
  ...(roleArn !== undefined && { roleArn }),
});
const preferred = (...groups: readonly TokenGroup[]) => groupClaims(groups).id['cognito:preferred_role'];

describe('the claims about groups', () => {
  it('are none for no group', () => {
    expect(groupClaims([])).toEqual({ access: {}, id: {} });
  });

  it('have the names by precedence, those without one last, and then by name', () => {
    const groups = [group('z'), group('b', 3), group('a'), group('c', 0), group('a3', 3), group('x', 2 ** 31 - 1)];
    const names = ['c', 'a3', 'b', 'x', 'a', 'z'];
    expect(groupClaims(groups)).toEqual({ access: { 'cognito:groups': names }, id: { 'cognito:groups': names } });
    expect(groupClaims(groups.toReversed()).access['cognito:groups']).toEqual(names);
  });

  it('name each role once, in the order of the groups, in the ID token only', () => {
    const { access, id } = groupClaims([group('a', 2, 'r1'), group('b', 1, 'r2'), group('c', 3, 'r2')]);
    expect(id['cognito:roles']).toEqual(['r2', 'r1']);
    expect(Object.keys(access)).toEqual(['cognito:groups']);
  });

  it('prefer the role of the group with the lowest precedence', () => {
    expect(preferred(group('a', 2, 'r1'), group('b', 1, 'r2'))).toBe('r2');
    expect(preferred(group('a', undefined, 'r1'), group('b', 9, 'r2'))).toBe('r2');
    expect(preferred(group('a', undefined, 'r1'))).toBe('r1');
  });

  it('prefer a role of equal groups only if it is the same', () => {
    expect(preferred(group('a', 1, 'r1'), group('b', 1, 'r1'), group('c', 2, 'r2'))).toBe('r1');
    expect(preferred(group('a', 1, 'r1'), group('b', 1, 'r2'))).toBeUndefined();
    expect(preferred(group('a', undefined, 'r1'), group('b', undefined, 'r2'))).toBeUndefined();
    expect(preferred(group('a', 1), group('b', 1, 'r1'))).toBe('r1');
  });

  it('prefer none when the strongest group has none', () => {
    expect(preferred(group('a', 1), group('b', 2, 'r1'))).toBeUndefined();
  });
});
