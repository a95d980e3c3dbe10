const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const FORM = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}):(\d{2}):(\d{2}) UTC (\d{4})$/;

/** TIMESTAMP as the clients of Cognito write it: `Tue Feb 3 04:05:06 UTC 2026`. `time` in epoch milliseconds. */
export function formatTimestamp(time: number): string {
  const date = new Date(time);
  const clock = date.toISOString().slice(11, 19);
  const day = `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}`;
  return `${day} ${clock} UTC ${String(date.getUTCFullYear()).padStart(4, '0')}`;
}

/**
 * A TIMESTAMP in epoch milliseconds; undefined for any other form, a day with a leading zero, a time that does not exist
 * and a wrong day of the week.
 */
export function parseTimestamp(text: string): number | undefined {
  const [, month, ...numbers] = FORM.exec(text) ?? [];
  if (month === undefined) return undefined;
  const [day, hour, minute, second, year] = numbers.map(Number);
  const time = Date.UTC(year!, MONTHS.indexOf(month), day!, hour!, minute!, second!);
  return formatTimestamp(time) === text ? time : undefined;
}
