import { describe, expect, it } from 'vitest';
import { formatAmzDate, parseAmzDate, parseDateHeader } from '#core/sigv4/timestamp.ts';

const TIME = Date.UTC(2015, 7, 30, 12, 36, 0);

describe('timestamps', () => {
  it('writes and reads the basic form', () => {
    expect(formatAmzDate(TIME + 999)).toBe('20150830T123600Z');
    expect(parseAmzDate('20150830T123600Z')).toBe(TIME);
  });

  it.each(['', '20150230T123600Z', '20150830T240000Z', '20150830T126000Z', '20151330T000000Z', '2015-08-30T12:36:00Z'])(
    'refuses %j',
    (text) => {
      expect(parseAmzDate(text)).toBeUndefined();
      expect(parseDateHeader(text)).toBeUndefined();
    },
  );

  it('reads both forms of a Date header', () => {
    expect(parseDateHeader('Sun, 30 Aug 2015 12:36:00 GMT')).toBe(TIME);
    expect(parseDateHeader('20150830T123600Z')).toBe(TIME);
  });

  it.each([
    'Mon, 30 Aug 2015 12:36:00 GMT',
    'Sun, 30 Aug 2015 12:36:00 +0100',
    'Sun, 30 Abc 2015 12:36:00 GMT',
    '30 Aug',
  ])('refuses the Date header %j', (text) => {
    expect(parseDateHeader(text)).toBeUndefined();
  });
});
