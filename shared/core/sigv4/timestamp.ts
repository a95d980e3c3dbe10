/** Formats a time in epoch milliseconds as SigV4 does: YYYYMMDDTHHMMSSZ. */
export function formatAmzDate(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

const AMZ_DATE = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Parses YYYYMMDDTHHMMSSZ into epoch milliseconds. Returns undefined for other text and for a time that does not exist.
 */
export function parseAmzDate(text: string): number | undefined {
  const parts = AMZ_DATE.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Formatting the time again catches 31 February and 24:00, which Date.parse moves to a later day.
  return Number.isNaN(time) || formatAmzDate(time) !== text ? undefined : time;
}

/**
 * Parses a Date header into epoch milliseconds. It has the IMF-fixdate form of RFC 9110, section 5.6.7, or the form
 * that parseAmzDate reads, which some signers put there. Returns undefined for any other text.
 */
export function parseDateHeader(text: string): number | undefined {
  if (!HTTP_DATE.test(text)) return parseAmzDate(text);
  const time = Date.parse(text);
  return Number.isNaN(time) || new Date(time).toUTCString() !== text ? undefined : time;
}
