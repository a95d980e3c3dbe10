import type { LogFields, Logger } from '#ports/logger.ts';

export type Metrics = {
  /** Returns a logger that counts what it is told, as far as it is counted, and passes everything on. */
  readonly counting: (logger: Logger) => Logger;
  /** Returns the counts in the text format of Prometheus, together with values that were read elsewhere. */
  readonly text: (values: readonly Value[]) => string;
};

/** A value without labels that is read when somebody asks for it. */
export type Value = {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  readonly value: number;
};

/** The pools that get a series of their own, in the order in which they are called; the others are `other` together. */
const MAX_POOLS = 100;
/** The upper bounds of the buckets, in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

type Durations = { readonly buckets: number[]; sum: number; count: number };
type Counts = Map<string, number>;

/**
 * Makes the counts of one process. They come from the lines of the log, as those of CloudWatch do
 * (runtime/lambda-logger.ts). No label has a value that a caller chose: an operation is one of the table, and a pool is
 * counted only when it has been found.
 */
export function createMetrics(): Metrics {
  const calls: Counts = new Map();
  const events: Counts = new Map();
  const durations = new Map<string, Durations>();
  const pools = new Set<string>();

  function poolLabel(poolId: string | undefined): string {
    if (poolId === undefined) return '';
    if (pools.size < MAX_POOLS) pools.add(poolId);
    return pools.has(poolId) ? poolId : 'other';
  }

  function countCall({ operation = '', poolId, outcome = 'failed', milliseconds = 0 }: LogFields): void {
    count(calls, labels({ operation, pool: poolLabel(poolId), outcome }));
    const name = labels({ operation });
    const taken = durations.get(name) ?? { buckets: BUCKETS.map(() => 0), sum: 0, count: 0 };
    durations.set(name, taken);
    const seconds = milliseconds / 1000;
    for (const [index, bound] of BUCKETS.entries()) if (seconds <= bound) taken.buckets[index]! += 1;
    taken.sum += seconds;
    taken.count += 1;
  }

  return {
    counting: (logger) => {
      const level = (name: keyof Logger) => (event: string, fields?: LogFields) => {
        if (event === 'request') countCall(fields ?? {});
        else if (name !== 'info') count(events, labels({ level: name, event }));
        logger[name](event, fields);
      };
      return { info: level('info'), warn: level('warn'), error: level('error') };
    },

    text: (values) =>
      [
        ...head('ownpool_calls_total', 'Calls of operations by how they ended.', 'counter'),
        ...[...calls].map(([name, value]) => `ownpool_calls_total{${name}} ${value}`),
        ...head('ownpool_call_duration_seconds', 'The time from a request to its answer.', 'histogram'),
        ...[...durations].flatMap(([name, taken]) => histogram('ownpool_call_duration_seconds', name, taken)),
        ...head('ownpool_log_events_total', 'Warnings and errors in the log, except those of calls.', 'counter'),
        ...[...events].map(([name, value]) => `ownpool_log_events_total{${name}} ${value}`),
        ...values.flatMap(({ name, help, type, value }) => [...head(name, help, type), `${name} ${value}`]),
        '',
      ].join('\n'),
  };
}

function count(counts: Counts, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function labels(values: Readonly<Record<string, string>>): string {
  const quoted = (value: string) => value.replace(/[\\"\n]/g, (found) => (found === '\n' ? '\\n' : `\\${found}`));
  return Object.entries(values)
    .map(([name, value]) => `${name}="${quoted(value)}"`)
    .join();
}

function head(name: string, help: string, type: string): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function histogram(name: string, of: string, { buckets, sum, count }: Durations): readonly string[] {
  return [
    ...BUCKETS.map((bound, index) => `${name}_bucket{${of},le="${bound}"} ${buckets[index]}`),
    `${name}_bucket{${of},le="+Inf"} ${count}`,
    `${name}_sum{${of}} ${sum}`,
    `${name}_count{${of}} ${count}`,
  ];
}
