import { CONFIGURATION_CACHE_MS } from '#core/configuration.ts';
import { type FunctionName, memoryOf, PROCESSOR_MB } from '#infra/functions.ts';
import { ASSUMED, MONTH_SECONDS } from './assumptions.ts';
import type { Operation } from './measured.ts';

export const CACHE_SECONDS = CONFIGURATION_CACHE_MS / 1000;

/**
 * Returns the duration of an invocation on Lambda in milliseconds: the processor time at the function's share of a
 * processor, and the waits for the table.
 */
export function durationMs(operation: Operation, roundTrips: number): number {
  const processors = Math.min(1, memoryOf(operation.function) / PROCESSOR_MB);
  return Math.ceil(operation.cpuMs / processors + roundTrips * ASSUMED.networkMs + ASSUMED.invocationMs);
}

/**
 * Returns the number of environments that a steady rate keeps busy, which is at least one. Each serves one request at a
 * time.
 */
export function environments(perSecond: number, milliseconds: number): number {
  return Math.max(1, Math.ceil((perSecond * milliseconds) / 1000));
}

/**
 * Returns the share of requests that find the ten-second cache of their environment empty, when they come at random.
 * `count` is the number of environments.
 * @internal
 */
export function cacheMisses(perSecond: number, count: number): number {
  return 1 / (1 + (CACHE_SECONDS * perSecond) / count);
}

/** The average cost of an operation when some calls find nothing in the cache. */
export type Call = { readonly milliseconds: number; readonly readUnits: number; readonly writeUnits: number };

/** Returns the average cost of an operation. `misses` is the share of calls that find nothing in the cache. */
export function callOf(operation: Operation, misses: number): Call {
  const { roundTrips, uncachedRoundTrips, readUnits, uncachedReadUnits } = operation;
  return {
    milliseconds: durationMs(operation, roundTrips + misses * (uncachedRoundTrips - roundTrips)),
    readUnits: readUnits + misses * (uncachedReadUnits - readUnits),
    writeUnits: operation.tableWriteUnits + operation.indexWriteUnits,
  };
}

/** Returns the share of cache misses of each function, from the calls of a month. */
export function missesOf(
  calls: readonly { readonly operation: Operation; readonly count: number }[],
): ReadonlyMap<FunctionName, number> {
  const loads = new Map<FunctionName, { count: number; milliseconds: number }>();
  for (const { operation, count } of calls) {
    const load = loads.get(operation.function) ?? { count: 0, milliseconds: 0 };
    load.count += count;
    load.milliseconds += count * durationMs(operation, operation.uncachedRoundTrips);
    loads.set(operation.function, load);
  }
  return new Map(
    [...loads].map(([name, { count, milliseconds }]) => {
      const perSecond = count / MONTH_SECONDS;
      return [name, cacheMisses(perSecond, environments(perSecond, milliseconds / count || 0))];
    }),
  );
}
