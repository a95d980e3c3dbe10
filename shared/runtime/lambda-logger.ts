import type { LogFields, Logger } from '#ports/logger.ts';

type Metric = { readonly Name: string; readonly Unit: 'Milliseconds' | 'Seconds' | 'Count' };

/** The metrics that are read from a line, by its event. Each costs money per value of its dimensions: keep them few. */
const METRICS: Readonly<
  Record<string, { readonly dimensions: readonly string[]; readonly metrics: readonly Metric[] }>
> = {
  request: {
    dimensions: ['Stack', 'Group'],
    metrics: [
      { Name: 'Latency', Unit: 'Milliseconds' },
      { Name: 'ServerErrors', Unit: 'Count' },
    ],
  },
  'jobs.round': { dimensions: ['Stack'], metrics: [{ Name: 'OldestJobAge', Unit: 'Seconds' }] },
};

/**
 * One JSON object per line, which CloudWatch Logs keeps as fields; lines of METRICS are in the embedded metric format.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function lambdaLogger(
  names: { readonly stack: string; readonly group: string },
  write: (line: string) => void = (line) => void process.stdout.write(line),
): Logger {
  const line =
    (level: string) =>
    (event: string, fields: LogFields = {}) => {
      write(`${JSON.stringify({ level, event, ...fields, ...embedded(event, fields, names) })}\n`);
    };
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

function embedded(event: string, fields: LogFields, { stack, group }: { stack: string; group: string }) {
  const found = Object.hasOwn(METRICS, event) ? METRICS[event] : undefined;
  if (!found) return { Stack: stack, Group: group };
  const { dimensions, metrics } = found;
  const values: Readonly<Record<string, number>> = {
    Latency: fields.milliseconds ?? 0,
    ServerErrors: (fields.status ?? 0) >= 500 ? 1 : 0,
    OldestJobAge: fields.seconds ?? 0,
  };
  return {
    Stack: stack,
    Group: group,
    ...Object.fromEntries(metrics.map(({ Name }) => [Name, values[Name]])),
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{ Namespace: 'Ownpool', Dimensions: [dimensions], Metrics: metrics }],
    },
  };
}
