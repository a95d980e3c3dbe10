import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseJson } from '#protocol/json.ts';

const nested = (depth: number, inner = '') => `${'['.repeat(depth)}${inner}${']'.repeat(depth)}`;
const parse = (text: string) => parseJson(Buffer.from(text));
const refused = expect.objectContaining({ name: 'SerializationException', status: 400 });

describe('a body', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('may be nested 64 deep', () => {
    expect(parse(nested(64))).toEqual(JSON.parse(nested(64)));
    expect(() => parse(nested(65))).toThrow(refused);
    expect(parse(`${'{"a":['.repeat(32)}${']}'.repeat(32)}`)).toBeTypeOf('object');
    expect(() => parse(`${'{"a":['.repeat(32)}{}${']}'.repeat(32)}`)).toThrow(refused);
  });

  it.each(['['.repeat(1024 * 1024), '{"a":'.repeat(200_000), nested(500_000), `${'['.repeat(65)} no JSON`])(
    'that is nested deeper is not parsed',
    (text) => {
      const parsing = vi.spyOn(JSON, 'parse');
      expect(() => parse(text)).toThrow(refused);
      expect(parsing).not.toHaveBeenCalled();
    },
  );

  it('may hold any number of brackets side by side, or in a string', () => {
    const side = `[${'[],{},'.repeat(1000)}[]]`;
    for (const text of [
      side,
      `{"a":"${'['.repeat(1000)}"}`,
      `{"${'{'.repeat(1000)}":1}`,
      `["\\"${'['.repeat(1000)}"]`,
      `["\\\\\\"${'['.repeat(1000)}"]`,
      `["ä😀[\\u005b${'{'.repeat(100)}"]`,
    ]) {
      expect(parse(text)).toEqual(JSON.parse(text));
    }
  });

  it('may have 20,000 commas, and any number of them in a string', () => {
    const members = (count: number) => `[${Array.from({ length: count }, () => '{}').join(',')}]`;
    expect(parse(members(20_001))).toHaveLength(20_001);
    const parsing = vi.spyOn(JSON, 'parse');
    expect(() => parse(members(20_002))).toThrow(refused);
    expect(parsing).not.toHaveBeenCalled();
    expect(parse(JSON.stringify([','.repeat(100_000)]))).toHaveLength(1);
  });

  it('is not taken for a string where a quote is escaped away, nor after one', () => {
    for (const text of [`["\\\\",${nested(64)}]`, `["a",${nested(64)}]`, `["\\"",${nested(64)}]`]) {
      expect(JSON.parse(text)).toBeDefined();
      expect(() => parse(text)).toThrow(refused);
    }
  });

  it('is refused as before when it is no JSON, and empty without one', () => {
    for (const text of ['{', ']]]]', '"', '"\\', '[[}}']) expect(() => parse(text)).toThrow(refused);
    expect(parseJson(Buffer.alloc(0))).toEqual({});
    expect(() => parseJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow(refused);
  });
});
