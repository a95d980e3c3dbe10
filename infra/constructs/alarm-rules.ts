import { Duration, type Stack } from 'aws-cdk-lib';
import { type IMetric, MathExpression, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { STALLED_SECONDS } from '#core/jobs/stalled.ts';
import { FUNCTION_NAMES } from '../functions.ts';
import { type Functions, idOf, timeoutOf } from './function-group.ts';
import type { Api } from './http-api.ts';
import { accountMetric, apiMetric, edgeMetric, ownMetric, systemErrors, tableMetric, throttles } from './metrics.ts';

/** What an alarm looks at; it goes off when the metric is above the threshold for so many of its periods in a row. */
type Rule = {
  readonly description: string;
  readonly metric: IMetric;
  readonly above: number;
  readonly times: number;
  /** What a period without values counts as; as well as below the threshold if it is not said. */
  readonly missing?: TreatMissingData;
};

/** By the id of the alarm. */
export type Rules = Readonly<Record<string, Rule>>;

const MINUTE = Duration.minutes(1);
const FIVE_MINUTES = Duration.minutes(5);

/** How many percent a part is of the whole, or 0 where it is less than `least`: a few of a few say nothing. */
function percentage(label: string, least: number, part: Metric, whole: Metric, period: Duration): IMetric {
  return expression(label, `IF(FILL(part, 0) >= ${least}, 100 * part / whole, 0)`, { part, whole }, period);
}

/** A sum in which a metric without values counts as 0; without FILL, one such metric is enough for no sum at all. */
function total(label: string, metrics: readonly Metric[], period: Duration): IMetric {
  const named = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  const filled = Object.keys(named).map((name) => `FILL(${name}, 0)`);
  return expression(label, filled.join(' + '), named, period);
}

function expression(
  label: string,
  text: string,
  metrics: Readonly<Record<string, Metric>>,
  period: Duration,
): MathExpression {
  // The CDK warns where the periods of the metrics are others than that of the expression.
  const usingMetrics = Object.fromEntries(Object.entries(metrics).map(([name, one]) => [name, one.with({ period })]));
  return new MathExpression({ expression: text, usingMetrics, label, period });
}

/** `throttled` are the refusals with 429. */
export function ofApi(stack: Stack, { http }: Api, throttled: Metric): Rules {
  const requests = apiMetric(http, 'Count', 'Sum');
  return {
    ServerErrors: {
      description: 'More than 1 % of requests, and five at least, failed on our side for three minutes.',
      metric: percentage('server errors, %', 5, apiMetric(http, '5xx', 'Sum'), requests, MINUTE),
      above: 1,
      times: 3,
    },
    ClientErrors: {
      description:
        'More than half of all requests, and 20 at least, were refused (4xx) in each of three times five minutes. Wrong passwords and ended sessions are 400, too, but seldom as many: either the front door is shut to everybody, or a machine is guessing.',
      metric: percentage('refused, %', 20, apiMetric(http, '4xx', 'Sum'), requests, FIVE_MINUTES),
      above: 50,
      times: 3,
    },
    TooManyRequests: {
      description:
        'More than 100 requests in five minutes were refused with 429, above requestsPerSecond, burst or the share of a route.',
      metric: throttled.with({ period: FIVE_MINUTES }),
      above: 100,
      times: 1,
    },
    NotFromEdge: {
      description:
        'More than five requests, in each of three times five minutes, came without the secret of the edge: somebody goes past it, or, when everybody is refused, edge and functions have different secrets.',
      metric: ownMetric(stack, 'NotFromEdge', 'Sum').with({ period: FIVE_MINUTES }),
      above: 5,
      times: 3,
    },
    RefusedSignatures: {
      description:
        'More than half of the calls that have to be signed, and ten at least, were refused for their signature in each of three times five minutes: a clock that is off, access keys that do not open, or a header that gets lost on the way.',
      metric: percentage(
        'signatures refused, %',
        10,
        ownMetric(stack, 'RefusedSignatures', 'Sum'),
        ownMetric(stack, 'RefusedSignatures', 'SampleCount'),
        FIVE_MINUTES,
      ),
      above: 50,
      times: 3,
    },
    Latency: {
      description: 'One request in a hundred took more than 3 s for five minutes.',
      metric: apiMetric(http, 'Latency', 'p99'),
      above: 3_000,
      times: 5,
    },
  };
}

/** For deployments in which somebody always signs in. Of the canary's requests none goes to that function. */
export function ofQuiet(stack: Stack, minutes: number): Rules {
  return {
    Quiet: {
      description: `Nobody has signed in or refreshed tokens for ${minutes} minutes.`,
      metric: expression(
        'nobody',
        'IF(FILL(requests, 0) > 0, 0, 1)',
        { requests: ownMetric(stack, 'Latency', 'SampleCount', 'sign-in') },
        FIVE_MINUTES,
      ),
      above: 0,
      times: Math.ceil(minutes / FIVE_MINUTES.toMinutes()),
      missing: TreatMissingData.BREACHING,
    },
  };
}

export function ofFunctions(functions: Functions): Rules {
  const sum = { period: MINUTE, statistic: 'Sum' };
  const entries = FUNCTION_NAMES.flatMap((name): readonly [string, Rule][] => {
    const { lambda } = functions[name];
    const limit = 1_000 * timeoutOf(name);
    const failures: Rule = {
      description: `The function ${name} crashed or was not let run (concurrency of the account), three minutes in a row.`,
      metric: total('crashes and throttles', [lambda.metricErrors(sum), lambda.metricThrottles(sum)], MINUTE),
      above: 0,
      times: 3,
    };
    const slow: Rule = {
      description: `The function ${name} came near its timeout of ${limit / 1_000} s, three minutes in a row.`,
      metric: lambda.metricDuration({ period: MINUTE, statistic: 'Maximum' }),
      above: 0.8 * limit,
      times: 3,
    };
    // Jobs use up their time while there is work.
    return [
      [`${idOf(name)}Failures`, failures],
      ...(name === 'jobs' ? [] : [[`${idOf(name)}Slow`, slow] as const]),
    ] as [string, Rule][];
  });
  return Object.fromEntries(entries);
}

/** Messages that don't leave, and what SES and SNS think of those that do; `smsBudget` in US dollars a month. */
export function ofMessages(stack: Stack, { lambda }: Functions['messages'], smsBudget: number): Rules {
  return {
    MessagesLost: {
      description:
        'Messages that were put off until after the answer were given up: see the log of the function messages.',
      metric: lambda.metric('AsyncEventsDropped', { period: MINUTE, statistic: 'Sum' }),
      above: 0,
      times: 1,
    },
    MessagesNotDelivered: {
      description:
        'More than three messages in 15 minutes could not be handed over: the logs say why, at message.not-delivered.',
      metric: ownMetric(stack, 'MessagesNotDelivered', 'Sum').with({ period: Duration.minutes(15) }),
      above: 3,
      times: 1,
    },
    // AWS looks into an account from 5 % and 0.1 % on, and may then stop its e-mails.
    // https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html
    Bounces: {
      description: 'More than 4 % of the e-mails of the AWS account come back: SES looks into it from 5 % on.',
      metric: accountMetric('AWS/SES', 'Reputation.BounceRate'),
      above: 0.04,
      times: 1,
      missing: TreatMissingData.IGNORE,
    },
    Complaints: {
      description:
        'More than 0.08 % of the e-mails of the AWS account are called spam: SES looks into it from 0.1 % on.',
      metric: accountMetric('AWS/SES', 'Reputation.ComplaintRate'),
      above: 0.0008,
      times: 1,
      missing: TreatMissingData.IGNORE,
    },
    SmsSpend: {
      description: `SMS of the AWS account have cost more than 80 % of ${smsBudget} US dollars this month (smsBudget): at its own limit, SNS sends no more.`,
      metric: accountMetric('AWS/SNS', 'SMSMonthToDateSpentUSD'),
      above: 0.8 * smsBudget,
      times: 1,
      missing: TreatMissingData.IGNORE,
    },
  };
}

export function ofStore(stack: Stack, table: ITableV2): Rules {
  return {
    TableThrottles: {
      description: 'The table or its index refused requests for five minutes: see docs/scale.md.',
      metric: total('throttles', throttles(table), MINUTE),
      above: 0,
      times: 5,
    },
    TableFaults: {
      description: 'DynamoDB failed on its side for three minutes.',
      metric: total('system errors', systemErrors(table), MINUTE),
      above: 0,
      times: 3,
    },
    TransactionConflicts: {
      description:
        'More than 60 transactions, in each of three times five minutes, met another one at the same item. Each is tried six times, then its client is told TooManyRequestsException.',
      metric: tableMetric(table, 'TransactionConflict').with({ period: FIVE_MINUTES }),
      above: 60,
      times: 3,
    },
    OldestJob: {
      description:
        'For 15 minutes a job has been stalled: it has not got on for another 15, or failed five times in a row. Or nobody has looked for work. npm run jobs tells which one, and its last error.',
      metric: ownMetric(stack, 'OldestJobAge', 'Maximum'),
      above: STALLED_SECONDS,
      times: 15,
      missing: TreatMissingData.BREACHING,
    },
  };
}

/** Lines that the collector does not write are still in the logs of the functions. */
export function ofAudit(collector: IFunction): Rules {
  const sum = { period: MINUTE, statistic: 'Sum' };
  return {
    AuditFailures: {
      description:
        'The function that brings the audit trail together crashed or was not let run, three minutes in a row: its log group has gaps, and the logs of the functions have what is missing.',
      metric: total('crashes and throttles', [collector.metricErrors(sum), collector.metricThrottles(sum)], MINUTE),
      above: 0,
      times: 3,
    },
  };
}

/** Lambda counts a run that fails, also with 0 one that does not: no value is silence. */
export function ofCanary(lambda: IFunction, period: Duration): Rules {
  return {
    Canary: {
      description:
        'The endpoint, seen from outside, failed twice in a row, or nobody looked: see the log of the canary.',
      metric: lambda.metricErrors({ period, statistic: 'Sum' }),
      above: 0,
      times: 2,
      missing: TreatMissingData.BREACHING,
    },
  };
}

/** What CloudWatch knows an edge by. */
export type EdgeNames = {
  readonly distributionId: string;
  /** Of the CloudFront function. */
  readonly routerName: string;
};

/** For alarms in us-east-1 alone. */
export function ofEdge({ distributionId: DistributionId, routerName: FunctionName }: EdgeNames): Rules {
  return {
    EdgeErrors: {
      description:
        'More than 5 % of what viewers got from CloudFront, and five answers at least, were 5xx for ten minutes.',
      metric: expression(
        'errors at the edge, %',
        'IF(FILL(requests, 0) * FILL(rate, 0) / 100 >= 5, rate, 0)',
        {
          requests: edgeMetric('Requests', 'Sum', { DistributionId }),
          rate: edgeMetric('5xxErrorRate', 'Average', { DistributionId }),
        },
        FIVE_MINUTES,
      ),
      above: 5,
      times: 2,
    },
    RouterFailures: {
      description:
        'The function at the edge failed in each of two times five minutes: CloudFront answers such requests with 502 or 503.',
      metric: total(
        'router failures',
        ['FunctionExecutionErrors', 'FunctionValidationErrors'].map((name) =>
          edgeMetric(name, 'Sum', { FunctionName }),
        ),
        FIVE_MINUTES,
      ),
      above: 0,
      times: 2,
    },
  };
}
