import { describe, expect, it } from 'vitest';
import { formatTimestamp, parseTimestamp } from '#core/srp/timestamp.ts';

describe('parseTimestamp', () => {
  it.each([
    ['Tue Feb 3 04:05:06 UTC 2026', '2026-02-03T04:05:06Z'],
    ['Thu Feb 29 23:59:59 UTC 2024', '2024-02-29T23:59:59Z'],
    ['Fri Dec 31 00:00:00 UTC 1999', '1999-12-31T00:00:00Z'],
  ])('reads %s', (text, iso) => {
    expect(parseTimestamp(text)).toBe(Date.parse(iso));
    expect(formatTimestamp(Date.parse(iso))).toBe(text);
  });

  it.each([
    ['a leading zero', 'Tue Feb 03 04:05:06 UTC 2026'],
    ['a short hour', 'Tue Feb 3 4:05:06 UTC 2026'],
    ['a wrong day of the week', 'Wed Feb 3 04:05:06 UTC 2026'],
    ['a day that does not exist', 'Sun Feb 29 04:05:06 UTC 2026'],
    ['day 0', 'Sat Jan 0 00:00:00 UTC 2026'],
    ['hour 24', 'Tue Feb 3 24:00:00 UTC 2026'],
    ['a leap second', 'Wed Dec 31 23:59:60 UTC 2025'],
    ['another zone', 'Tue Feb 3 04:05:06 GMT 2026'],
    ['another language', 'Die Feb 3 04:05:06 UTC 2026'],
    ['an unknown month', 'Tue Foo 3 04:05:06 UTC 2026'],
    ['other case', 'tue feb 3 04:05:06 utc 2026'],
    ['two spaces', 'Tue Feb  3 04:05:06 UTC 2026'],
    ['something before', ' Tue Feb 3 04:05:06 UTC 2026'],
    ['something behind', 'Tue Feb 3 04:05:06 UTC 2026\n'],
    ['a year below 100', 'Tue Feb 3 04:05:06 UTC 0026'],
    ['ISO 8601', '2026-02-03T04:05:06Z'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });
});
