import type { LogFields, Logger } from '#ports/logger.ts';

/** The names that every line of a function's log has. */
export type LogNames = {
  readonly stack: string;
  readonly group: string;
  /** The operations of the group that require a signature. */
  readonly signed?: readonly string[];
  /** Counts calls by operation and outcome. */
  readonly operationMetrics?: boolean;
  /** Counts calls of these pools by outcome. */
  readonly poolMetrics?: readonly string[] | undefined;
};

type Dimension = 'Stack' | 'Group' | 'Operation' | 'Pool' | 'Outcome';

type Metric = {
  readonly name: string;
  readonly unit: 'Milliseconds' | 'Seconds' | 'Count';
  readonly by: readonly Dimension[];
  /** Returns the value of the metric, or undefined when the line has none. */
  readonly value: (fields: LogFields, names: LogNames) => number | undefined;
};

/** The errors of a refused signature. The last one also occurs when a signature was lost on the way. */
const REFUSED_SIGNATURE =
  /^(InvalidSignature|UnrecognizedClient|IncompleteSignature|MissingAuthenticationToken)Exception$/;

const once = (name: string): Metric => ({ name, unit: 'Count', by: ['Stack'], value: () => 1 });

/**
 * The metrics of a log line, by its event. Each metric costs 0.30 US dollars a month for every value of its dimensions,
 * in hours in which it has data. Therefore they are few, and only a metric that must tell groups apart has the
 * dimension Group. A metric filter would cost the same, and the log group of every function would need one.
 */
const METRICS: Readonly<Record<string, readonly Metric[]>> = {
  request: [
    { name: 'Latency', unit: 'Milliseconds', by: ['Stack', 'Group'], value: ({ milliseconds = 0 }) => milliseconds },
    { name: 'ServerErrors', unit: 'Count', by: ['Stack', 'Group'], value: ({ status = 0 }) => Number(status >= 500) },
    // The value is 0 or 1 for each call that requires a signature. The sum counts the refused calls, and the sample
    // count all of them.
    { name: 'RefusedSignatures', unit: 'Count', by: ['Stack'], value: refusedSignature },
    // Nothing that a caller chooses is a dimension: operations and outcomes are ours, and the deployer names the pools.
    {
      name: 'Calls',
      unit: 'Count',
      by: ['Stack', 'Operation', 'Outcome'],
      value: ({ operation }, { operationMetrics }) => (operationMetrics && operation ? 1 : undefined),
    },
    {
      name: 'PoolCalls',
      unit: 'Count',
      by: ['Stack', 'Pool', 'Outcome'],
      value: ({ poolId }, { poolMetrics }) => (poolId && poolMetrics?.includes(poolId) ? 1 : undefined),
    },
  ],
  'request.not-from-edge': [once('NotFromEdge')],
  'message.not-delivered': [once('MessagesNotDelivered')],
  'message.not-deferred': [once('MessagesNotDelivered')],
  'jobs.round': [{ name: 'OldestJobAge', unit: 'Seconds', by: ['Stack'], value: ({ seconds = 0 }) => seconds }],
};

function refusedSignature({ operation, error = '' }: LogFields, { signed = [] }: LogNames): number | undefined {
  return operation && signed.includes(operation) ? Number(REFUSED_SIGNATURE.test(error)) : undefined;
}

/**
 * Makes a logger that writes one JSON object per line, whose members CloudWatch Logs keeps as fields. Lines of METRICS
 * are in the embedded metric format.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function lambdaLogger(
  names: LogNames,
  write: (line: string) => void = (line) => void process.stdout.write(line),
): Logger {
  const line =
    (level: string) =>
    (event: string, fields: LogFields = {}) => {
      const own = { Stack: names.stack, Group: names.group };
      write(`${JSON.stringify({ level, event, ...fields, ...own, ...embedded(event, fields, names) })}\n`);
    };
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

/** Returns the values of a line's metrics, and the directives that declare them: one for each set of dimensions. */
function embedded(event: string, fields: LogFields, names: LogNames) {
  const metrics = Object.hasOwn(METRICS, event) ? METRICS[event]! : [];
  const found = metrics.flatMap(({ value, ...metric }) => {
    const number = value(fields, names);
    return number === undefined ? [] : [{ ...metric, number }];
  });
  if (found.length === 0) return {};
  const sets = [...new Set(found.map(({ by }) => by.join()))];
  const directives = sets.map((set) => ({
    Namespace: 'Ownpool',
    Dimensions: [set.split(',')],
    Metrics: found.filter(({ by }) => by.join() === set).map(({ name, unit }) => ({ Name: name, Unit: unit })),
  }));
  const dimensions = { Operation: fields.operation, Pool: fields.poolId, Outcome: fields.outcome };
  const used = Object.entries(dimensions).filter(([name]) => found.some(({ by }) => by.some((one) => one === name)));
  return {
    ...Object.fromEntries(used),
    ...Object.fromEntries(found.map(({ name, number }) => [name, number])),
    _aws: { Timestamp: Date.now(), CloudWatchMetrics: directives },
  };
}
