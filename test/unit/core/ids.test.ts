import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { formatUuid, newClientId, newClientSecret, newPoolSuffix, newSub } from '#core/ids.ts';

/** Gives every byte from 0 to 255 equally often, then begins again. */
function everyByte(): (bytes: number) => Buffer {
  let next = 0;
  return (n) => Buffer.from(Array.from({ length: n }, () => next++ % 256));
}

function counts(make: (random: (n: number) => Buffer) => string, characters: number): Map<string, number> {
  const random = everyByte();
  const result = new Map<string, number>();
  let text = '';
  while (text.length < characters) text += make(random);
  for (const character of text.slice(0, characters)) result.set(character, (result.get(character) ?? 0) + 1);
  return result;
}

describe('ids', () => {
  it.each([
    ['newPoolSuffix', newPoolSuffix, /^[0-9A-Za-z]{9}$/],
    ['newClientId', newClientId, /^[0-9a-v]{26}$/],
    ['newClientSecret', newClientSecret, /^[0-9a-v]{52}$/],
    ['newSub', newSub, /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/],
  ] as const)('%s has its form and does not repeat', (_, make, form) => {
    const made = Array.from({ length: 50 }, () => make(randomBytes));
    for (const id of made) expect(id).toMatch(form);
    expect(new Set(made).size).toBe(50);
  });

  it.each([
    ['newPoolSuffix', newPoolSuffix, 62],
    ['newClientId', newClientId, 32],
    ['newClientSecret', newClientSecret, 32],
  ] as const)('%s uses each of its characters equally often', (_, make, alphabet) => {
    const found = counts(make, alphabet * 40);
    expect(found.size).toBe(alphabet);
    expect(new Set(found.values())).toEqual(new Set([40]));
  });

  it('draws again instead of folding the last bytes onto the first characters', () => {
    const draws = [Buffer.alloc(9, 255), Buffer.alloc(9, 248), Buffer.alloc(9, 247)];
    expect(newPoolSuffix(() => draws.shift()!)).toBe('zzzzzzzzz');
    expect(draws).toEqual([]);
  });

  it('keeps all 128 bits of a sub', () => {
    expect(newSub((n) => Buffer.alloc(n, 0xff))).toBe('ffffffff-ffff-ffff-ffff-ffffffffffff');
    expect(formatUuid(Buffer.from('34c84488e0e170aed2ee991ad1a898c8', 'hex'))).toBe(
      '34c84488-e0e1-70ae-d2ee-991ad1a898c8',
    );
  });
});
