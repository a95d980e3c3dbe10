/** A time in ms since 1970 as SigV4 writes it: YYYYMMDDTHHMMSSZ. */
export function formatAmzDate(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

const AMZ_DATE = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Reads YYYYMMDDTHHMMSSZ. Answers ms since 1970, or undefined if it names no time that exists. */
export function parseAmzDate(text: string): number | undefined {
  const parts = AMZ_DATE.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Writing it back catches 31 February and 24:00, which Date.parse moves to the next day.
  return Number.isNaN(time) || formatAmzDate(time) !== text ? undefined : time;
}

/**
 * Reads a Date header: RFC 9110 section 5.6.7 (IMF-fixdate only), or the form above, which signers also put there.
 * Answers ms since 1970, or undefined.
 */
export function parseDateHeader(text: string): number | undefined {
  if (!HTTP_DATE.test(text)) return parseAmzDate(text);
  const time = Date.parse(text);
  return Number.isNaN(time) || new Date(time).toUTCString() !== text ? undefined : time;
}
