import { fail } from '#core/errors.ts';
import type { Clock } from '#ports/clock.ts';
import type { Keys } from '#ports/keys.ts';

const LIFETIME_MS = 3_600_000;

/** A page token: where the query goes on, sealed for the listing and scope it came from; good for one hour. */
export function sealPageToken(
  keys: Keys,
  clock: Clock,
  context: string,
  start: Readonly<Record<string, unknown>>,
): string {
  return keys.sealToken('page', context, Buffer.from(JSON.stringify({ start, until: clock.now() + LIFETIME_MS })));
}

/** Throws InvalidParameterException for a token that is foreign, forged or older than an hour. */
export function openPageToken(
  keys: Keys,
  clock: Clock,
  context: string,
  token: string,
): Readonly<Record<string, unknown>> {
  const data = keys.openToken('page', context, token);
  if (data) {
    const { start, until } = JSON.parse(data.toString()) as { start: Record<string, unknown>; until: number };
    if (clock.now() < until) return start;
  }
  return fail('InvalidParameterException', 'Invalid pagination token given.');
}
