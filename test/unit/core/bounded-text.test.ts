import { describe, expect, it } from 'vitest';
import { cut, listed } from '#core/bounded-text.ts';

describe('listed', () => {
  it('joins twenty problems at most', () => {
    const problems = Array.from({ length: 25_000 }, (_, index) => `${index}.`);
    expect(listed(problems.slice(0, 3), ' ')).toBe('0. 1. 2.');
    expect(listed(problems, '\n')).toBe(problems.slice(0, 20).join('\n'));
    expect(listed([], ' ')).toBe('');
  });
});

describe('cut', () => {
  it('leaves what is short enough, and marks what it cut', () => {
    expect(cut('abc', 3)).toBe('abc');
    expect(cut('abcd', 3)).toBe('abc...');
    expect(cut('ab😀', 3)).toBe('ab...');
    expect(cut('a😀b', 3)).toBe('a😀...');
  });
});
