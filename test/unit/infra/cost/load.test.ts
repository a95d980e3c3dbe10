import { describe, expect, it } from 'vitest';
import { ASSUMED } from '#infra/cost/assumptions.ts';
import { cacheMisses, callOf, durationMs, environments, missesOf } from '#infra/cost/load.ts';
import type { Operation } from '#infra/cost/measured.ts';
import { FUNCTIONS, type FunctionName, memoryOf } from '#infra/functions.ts';

function operation(given: Partial<Operation> = {}): Operation {
  return {
    function: 'sign-in',
    cpuMs: 0,
    roundTrips: 0,
    readUnits: 0,
    tableWriteUnits: 0,
    indexWriteUnits: 0,
    uncachedRoundTrips: 0,
    uncachedReadUnits: 0,
    requestBytes: 0,
    responseBytes: 0,
    logBytes: 0,
    tableBytes: 0,
    indexBytes: 0,
    expiringBytes: 0,
    sharedWrites: {},
    sharedReads: {},
    ...given,
  };
}

describe('the duration on Lambda', () => {
  it('is processor time, waits for the table and the invocation, in whole milliseconds', () => {
    const one = operation({ cpuMs: 18.2 });
    expect(durationMs(one, 3)).toBe(Math.ceil(18.2 + 3 * ASSUMED.networkMs + ASSUMED.invocationMs));
  });

  it('stretches processor time, but not waits, where a function has a part of a processor', () => {
    expect(memoryOf('jobs')).toBe(512);
    const [small, whole] = [operation({ function: 'jobs', cpuMs: 10 }), operation({ cpuMs: 10 })];
    expect(durationMs(small, 2)).toBe(Math.ceil((10 * 1769) / 512 + 2 * ASSUMED.networkMs + ASSUMED.invocationMs));
    expect(durationMs(small, 2)).toBeGreaterThan(durationMs(whole, 2));
  });

  it('gives a whole processor to the functions that hash, and to no other', () => {
    for (const name of Object.keys(FUNCTIONS) as FunctionName[]) {
      expect(memoryOf(name) === 1769).toBe('hashes' in FUNCTIONS[name]);
    }
  });
});

describe('environments and their caches', () => {
  it('needs rate times duration, one at least', () => {
    expect(environments(1000, 40)).toBe(40);
    expect(environments(1000, 40.1)).toBe(41);
    expect(environments(0, 40)).toBe(1);
  });

  it('misses always without traffic, half of the time at a request in ten seconds, hardly ever when busy', () => {
    expect(cacheMisses(0, 1)).toBe(1);
    expect(cacheMisses(0.1, 1)).toBe(0.5);
    expect(cacheMisses(10, 1)).toBeLessThan(0.01);
  });

  it('shares the traffic of a function among its operations', () => {
    const calls = (count: number) => [
      { operation: operation({ cpuMs: 10 }), count },
      { operation: operation({ function: 'users', cpuMs: 10 }), count: 0 },
    ];
    const [quiet, busy] = [missesOf(calls(10)), missesOf(calls(1e9))];
    expect(quiet.get('sign-in')).toBeGreaterThan(0.99);
    expect(busy.get('sign-in')).toBeLessThan(0.01);
    expect(busy.get('users')).toBe(1);
  });

  it('adds the reads of a miss by its share', () => {
    const one = operation({
      readUnits: 3,
      uncachedReadUnits: 8,
      tableWriteUnits: 8,
      indexWriteUnits: 2,
      roundTrips: 3,
    });
    expect(callOf({ ...one, uncachedRoundTrips: 6 }, 0.5)).toEqual({
      milliseconds: durationMs(one, 4.5),
      readUnits: 5.5,
      writeUnits: 10,
    });
  });
});
