import type { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, type Metric } from 'aws-cdk-lib/aws-cloudwatch';

/**
 * Returns how many percent a part is of the whole. It is 0 when the part is less than `least`, because a few errors of
 * a few requests say nothing.
 */
export function percentage(label: string, least: number, part: Metric, whole: Metric, period: Duration): IMetric {
  return expression(label, `IF(FILL(part, 0) >= ${least}, 100 * part / whole, 0)`, { part, whole }, period);
}

/**
 * Returns a sum of metrics, in which a metric without values counts as 0. Without FILL, one such metric would be enough
 * for no sum at all.
 */
export function total(label: string, metrics: readonly Metric[], period: Duration): IMetric {
  const named = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  const filled = Object.keys(named).map((name) => `FILL(${name}, 0)`);
  return expression(label, filled.join(' + '), named, period);
}

/** Returns what an expression of CloudWatch makes of metrics, which it has by their names. */
export function expression(
  label: string,
  text: string,
  metrics: Readonly<Record<string, Metric>>,
  period: Duration,
): MathExpression {
  // The CDK warns when a metric has another period than the expression.
  const usingMetrics = Object.fromEntries(Object.entries(metrics).map(([name, one]) => [name, one.with({ period })]));
  return new MathExpression({ expression: text, usingMetrics, label, period });
}
