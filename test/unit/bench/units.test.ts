import { describe, expect, it } from 'vitest';
import { indexEntry, indexWrites, itemBytes, readUnits, type WireItem, writeUnits } from '../../../bench/cost/units.ts';

const KB = 1024;

describe('units of reads, by the examples of CapacityUnitCalculations', () => {
  it.each([
    ['3.5 KB is read as 4 KB', 3.5 * KB, 1],
    ['10 KB is read as 12 KB', 10 * KB, 3],
    ['10 items of 40.8 KB together are read as 44 KB', 40.8 * KB, 11],
    ['1,500 items of 64 bytes are 96 KB', 1500 * 64, 24],
    ['what does not exist is one unit', 0, 1],
    ['exactly 4 KB', 4 * KB, 1],
    ['one byte more', 4 * KB + 1, 2],
  ])('%s', (_, bytes, units) => expect(readUnits(bytes, 'strong')).toBe(units));

  it('takes half for eventual consistency: 80 KB are 10 units', () => {
    expect(readUnits(80 * KB, 'eventual')).toBe(10);
    expect(readUnits(0, 'eventual')).toBe(0.5);
  });

  it('rounds every item of a batch: 1.5 KB and 6.5 KB are 12 KB', () => {
    expect(readUnits(1.5 * KB, 'strong') + readUnits(6.5 * KB, 'strong')).toBe(3);
  });
});

describe('units of writes, by the same page', () => {
  it.each([
    ['1.6 KB is written as 2 KB', 1.6 * KB, 2],
    ['500 bytes', 500, 1],
    ['3.5 KB', 3.5 * KB, 4],
    ['a condition that fails on nothing', 0, 1],
    ['exactly 1 KB', KB, 1],
    ['one byte more', KB + 1, 2],
  ])('%s', (_, bytes, units) => expect(writeUnits(bytes)).toBe(units));
});

describe('the size of an item', () => {
  it.each<[string, WireItem, number]>([
    ['names and UTF-8 bytes count', { pk: { S: 'ü€' } }, 2 + 5],
    ['a number takes a byte for two digits and one more', { v: { N: '12345' } }, 1 + 4],
    ['zeros at either end are free', { v: { N: '1200.0' } }, 1 + 2],
    ['zero', { v: { N: '0' } }, 1 + 1],
    ['a minus', { v: { N: '-12' } }, 1 + 3],
    ['an exponent', { v: { N: '1.5E10' } }, 1 + 2],
    ['binary as bytes', { d: { B: new Uint8Array(7) } }, 1 + 7],
    ['binary as base64', { d: { B: Buffer.alloc(7).toString('base64') } }, 1 + 7],
    ['attributes add up', { pk: { S: 'a' }, sk: { S: '#' } }, 3 + 3],
  ])('%s', (_, item, bytes) => expect(itemBytes(item)).toBe(bytes));

  it('is nothing without an item, and refuses types that the table does not have', () => {
    expect(itemBytes(undefined)).toBe(0);
    expect(() => itemBytes({ list: { L: [] } as never })).toThrow(
      'The attribute list is neither text, number nor binary.',
    );
  });
});

describe('the index', () => {
  const item = (gsi1pk: string, gsi1sk: string, d = 10): WireItem => ({
    pk: { S: 'p' },
    sk: { S: '#' },
    gsi1pk: { S: gsi1pk },
    gsi1sk: { S: gsi1sk },
    d: { B: new Uint8Array(d) },
  });
  const plain: WireItem = { pk: { S: 'p' }, sk: { S: '#' } };

  it('holds keys only, of items that have both of its own', () => {
    expect(Object.keys(indexEntry(item('A', 's'))!)).toEqual(['pk', 'sk', 'gsi1pk', 'gsi1sk']);
    expect(indexEntry(plain)).toBeUndefined();
    expect(indexEntry({ ...plain, gsi1pk: { S: 'A' } })).toBeUndefined();
  });

  it.each<[string, WireItem | undefined, WireItem | undefined, readonly [string, number][]]>([
    ['a new item is one write', undefined, item('A', 's'), [['A', 1]]],
    ['a change of what it does not hold is none', item('A', 's', 10), item('A', 's', 5000), []],
    [
      'a moved sort key is out and in',
      item('A', 's'),
      item('A', 't'),
      [
        ['A', 1],
        ['A', 1],
      ],
    ],
    [
      'another partition is charged apart',
      item('A', 's'),
      item('B', 's'),
      [
        ['A', 1],
        ['B', 1],
      ],
    ],
    ['a deletion is one', item('A', 's'), undefined, [['A', 1]]],
    ['leaving the index is one', item('A', 's'), plain, [['A', 1]]],
    ['what is not in it is none', plain, plain, []],
    ['a large key counts by its size', undefined, item('A', 'x'.repeat(1500)), [['A', 2]]],
  ])('%s', (_, before, after, expected) => {
    expect(indexWrites(before, after).map(({ pk, units }) => [pk, units])).toEqual(expected);
  });
});
