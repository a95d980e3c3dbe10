import { describe, expect, it } from 'vitest';
import {
  baseUrl,
  integer,
  list,
  mismatch,
  number,
  oneOf,
  openSettings,
  record,
  type SettingType,
  secret,
  text,
  url,
} from '#runtime/settings.ts';

const CASES: readonly (readonly [SettingType<unknown>, unknown, unknown])[] = [
  [text(), 'a', 'a'],
  [text(), 1, undefined],
  [text('letters', /^[a-z]+$/), 'A', undefined],
  [number(), '1.5', 1.5],
  [number(), '1e3', 1000],
  [number(), '0x10', undefined],
  [number(), '', undefined],
  [number(), Number.NaN, undefined],
  [number(), Number.POSITIVE_INFINITY, undefined],
  [number(), true, undefined],
  [integer(1, 9), '9', 9],
  [integer(1, 9), 10, undefined],
  [integer(0, 9), '0', 0],
  [integer(1, 9), 1.5, undefined],
  [oneOf(true, false), 'false', false],
  [oneOf(true, false), 0, undefined],
  [oneOf('a', 'b'), 'c', undefined],
  [oneOf('a', 'b'), 'constructor', undefined],
  [list(text(), 'texts'), 'a, b', ['a', 'b']],
  [list(text(), 'texts'), '["a,b"]', ['a,b']],
  [list(text(), 'texts'), '["a"', undefined],
  [list(text(), 'texts'), ['a', 1], undefined],
  [list(text(), 'texts'), {}, undefined],
  [record(number(), 'numbers'), '{"a": 1}', { a: 1 }],
  [record(number(), 'numbers'), { a: 'b' }, undefined],
  [record(number(), 'numbers'), [1], undefined],
  [record(number(), 'numbers'), 'null', undefined],
  [url('smtp', 'smtps'), 'smtp://u:p@mail:587/?a=b', 'smtp://u:p@mail:587/?a=b'],
  [url('smtp', 'smtps'), 'mail', undefined],
  [url('http', 'https'), 'http://', undefined],
  [baseUrl, 'https://id.example.com/', 'https://id.example.com'],
  [baseUrl, 'http://[::1]:9229', 'http://[::1]:9229'],
  [baseUrl, 'https://my_host:8443', 'https://my_host:8443'],
  ...['https://a/b', 'https://a?b', 'https://a/#b', 'https://u@a', 'https://u:p@a', 'ftp://a', 'a.example'].map(
    (given) => [baseUrl, given, undefined] as const,
  ),
  // Of these, a URL has another host than the text shows, or one that clients write in another way.
  ...['https://a\nb', 'https://a\tb', 'https://a\u00adb', 'https://a\u200bb', 'https://m\u00fcnchen.de'].map(
    (given) => [baseUrl, given, undefined] as const,
  ),
  ...['https://a:', 'https://a%41', 'https://a"b', 'https://*', 'https://a:99999'].map(
    (given) => [baseUrl, given, undefined] as const,
  ),
];

it.each(CASES)('%o reads %j as %j', (kind, given, value) => {
  expect(kind.read(given)).toEqual(value);
});

describe('what is wrong', () => {
  it('is said with the name, what is allowed and what was given', () => {
    expect(mismatch('PORT', 'web', integer(1, 9, 'a port'))).toBe('PORT must be a port from 1 to 9, not "web".');
    expect(mismatch('A', 0, oneOf(1, 2, 3))).toBe('A must be one of 1, 2, 3, not 0.');
    expect(mismatch('A', Number.NaN, number())).toBe('A must be a number, not NaN.');
    expect(mismatch('A', 'x', oneOf('on', 'off'))).toBe('A must be on or off, not "x".');
    expect(mismatch('A', 'on', oneOf('on', 'off'))).toBeUndefined();
  });

  it('does not repeat a secret', () => {
    expect(mismatch('A', 'hunter2', secret(url('smtp')))).toBe('A must be a URL that begins with smtp://.');
  });

  it('is collected, and what is missing with it', () => {
    const { problems, optional, required } = openSettings({ a: ' 5 ', b: '', c: null, d: 'x', e: ' ', g: 'y' });
    expect(optional('a', number())).toBe(5);
    for (const name of ['b', 'c', 'e', 'f', 'toString']) expect(optional(name, number())).toBeUndefined();
    optional('d', number());
    required('g', number());
    required('h', number());
    expect(problems).toEqual([
      'd must be a number, not "x".',
      'g must be a number, not "y".',
      'h is missing: it must be a number.',
    ]);
  });
});
