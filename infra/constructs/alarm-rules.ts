import { Duration, type Stack } from 'aws-cdk-lib';
import { type IMetric, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { STALLED_SECONDS } from '#core/jobs/stalled.ts';
import { FUNCTION_NAMES } from '../functions.ts';
import { type Functions, idOf, timeoutOf } from './function-group.ts';
import type { Api } from './http-api.ts';
import { expression, percentage, total } from './metric-math.ts';
import { accountMetric, apiMetric, edgeMetric, ownMetric, systemErrors, tableMetric, throttles } from './metrics.ts';

/**
 * The metric of an alarm, and when the alarm goes off: when the metric is above the threshold for `times` periods in a
 * row.
 */
type Rule = {
  readonly description: string;
  readonly metric: IMetric;
  readonly above: number;
  readonly times: number;
  /** The meaning of a period without values. The default is that it is not above the threshold. */
  readonly missing?: TreatMissingData;
};

/** The rules by the ids of their alarms. */
export type Rules = Readonly<Record<string, Rule>>;

const MINUTE = Duration.minutes(1);
const FIVE_MINUTES = Duration.minutes(5);

/** Returns the rules for the API. `throttled` counts the responses with status 429. */
export function ofApi(stack: Stack, { http }: Api, throttled: Metric): Rules {
  const requests = apiMetric(http, 'Count', 'Sum');
  return {
    ServerErrors: {
      description: 'More than 1 % of the requests, and at least five, failed with a server error for three minutes.',
      metric: percentage('server errors, %', 5, apiMetric(http, '5xx', 'Sum'), requests, MINUTE),
      above: 1,
      times: 3,
    },
    ClientErrors: {
      description:
        'More than half of all requests, and at least 20, were refused (4xx) in three periods of five minutes in a row. Wrong passwords and expired sessions are 400 too, but seldom so many: either nobody can sign in, or a machine is guessing passwords.',
      metric: percentage('refused, %', 20, apiMetric(http, '4xx', 'Sum'), requests, FIVE_MINUTES),
      above: 50,
      times: 3,
    },
    TooManyRequests: {
      description:
        'More than 100 requests in five minutes were refused with 429, because they exceeded requestsPerSecond, burst or the share of a route.',
      metric: throttled.with({ period: FIVE_MINUTES }),
      above: 100,
      times: 1,
    },
    NotFromEdge: {
      description:
        'More than five requests came without the secret of the edge in three periods of five minutes in a row: somebody bypasses the edge or, if every request is refused, the edge and the functions have different secrets.',
      metric: ownMetric(stack, 'NotFromEdge', 'Sum').with({ period: FIVE_MINUTES }),
      above: 5,
      times: 3,
    },
    RefusedSignatures: {
      description:
        'More than half of the calls that require a signature, and at least ten, were refused for it in three periods of five minutes in a row: a clock is wrong, access keys cannot be read, or a header gets lost on the way.',
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
      description: 'More than one request in a hundred took over 3 s for five minutes.',
      metric: apiMetric(http, 'Latency', 'p99'),
      above: 3_000,
      times: 5,
    },
  };
}

/**
 * Returns the rule for deployments in which somebody always signs in. The canary never calls the function that it
 * watches.
 */
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
      description: `The function ${name} crashed or was not allowed to run (concurrency of the account) for three minutes in a row.`,
      metric: total('crashes and throttles', [lambda.metricErrors(sum), lambda.metricThrottles(sum)], MINUTE),
      above: 0,
      times: 3,
    };
    const slow: Rule = {
      description: `The function ${name} came near its timeout of ${limit / 1_000} s for three minutes in a row.`,
      metric: lambda.metricDuration({ period: MINUTE, statistic: 'Maximum' }),
      above: 0.8 * limit,
      times: 3,
    };
    // The jobs function uses up its time as long as there is work.
    return [
      [`${idOf(name)}Failures`, failures],
      ...(name === 'jobs' ? [] : [[`${idOf(name)}Slow`, slow] as const]),
    ] as [string, Rule][];
  });
  return Object.fromEntries(entries);
}

/**
 * Returns the rules for messages that are not delivered, and for what SES and SNS report about the others. `smsBudget`
 * is in US dollars a month.
 */
export function ofMessages(stack: Stack, { lambda }: Functions['messages'], smsBudget: number): Rules {
  return {
    MessagesLost: {
      description:
        'Messages that were put off until after the response were given up: see the log of the function messages.',
      metric: lambda.metric('AsyncEventsDropped', { period: MINUTE, statistic: 'Sum' }),
      above: 0,
      times: 1,
    },
    MessagesNotDelivered: {
      description:
        'More than three messages in 15 minutes could not be sent: the logs say why, at message.not-delivered and message.not-deferred.',
      metric: ownMetric(stack, 'MessagesNotDelivered', 'Sum').with({ period: Duration.minutes(15) }),
      above: 3,
      times: 1,
    },
    // AWS reviews an account from 5 % and 0.1 % on, and may then stop its e-mails.
    // https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html
    Bounces: {
      description: 'More than 4 % of the e-mails of the AWS account come back: SES reviews the account from 5 % on.',
      metric: accountMetric('AWS/SES', 'Reputation.BounceRate'),
      above: 0.04,
      times: 1,
      missing: TreatMissingData.IGNORE,
    },
    Complaints: {
      description:
        'More than 0.08 % of the e-mails of the AWS account are reported as spam: SES reviews the account from 0.1 % on.',
      metric: accountMetric('AWS/SES', 'Reputation.ComplaintRate'),
      above: 0.0008,
      times: 1,
      missing: TreatMissingData.IGNORE,
    },
    SmsSpend: {
      description: `The SMS of the AWS account have cost more than 80 % of ${smsBudget} US dollars this month (smsBudget): at its own limit, SNS stops sending.`,
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
      description: 'The table or its index throttled requests for five minutes: see docs/scale.md.',
      metric: total('throttles', throttles(table), MINUTE),
      above: 0,
      times: 5,
    },
    TableFaults: {
      description: 'DynamoDB answered with server errors for three minutes.',
      metric: total('system errors', systemErrors(table), MINUTE),
      above: 0,
      times: 3,
    },
    TransactionConflicts: {
      description:
        'More than 60 transactions collided with others at the same item in three periods of five minutes in a row. Each is tried six times, and then its client gets TooManyRequestsException.',
      metric: tableMetric(table, 'TransactionConflict').with({ period: FIVE_MINUTES }),
      above: 60,
      times: 3,
    },
    OldestJob: {
      description:
        'A job has been stalled for 15 minutes: it made no progress for 15 minutes before, or it failed five times in a row. Or the jobs function has not run. npm run jobs shows the job and its last error.',
      metric: ownMetric(stack, 'OldestJobAge', 'Maximum'),
      above: STALLED_SECONDS,
      times: 15,
      missing: TreatMissingData.BREACHING,
    },
  };
}

/** Returns the rules for the collector of the audit trail. Lines that it does not write are still in the functions' logs. */
export function ofAudit(collector: IFunction): Rules {
  const sum = { period: MINUTE, statistic: 'Sum' };
  return {
    AuditFailures: {
      description:
        'The function that brings the audit trail together crashed or was throttled, three minutes in a row: its log group has gaps, and the logs of the functions have what is missing.',
      metric: total('crashes and throttles', [collector.metricErrors(sum), collector.metricThrottles(sum)], MINUTE),
      above: 0,
      times: 3,
    },
  };
}

/**
 * Returns the rule for the canary. Lambda reports 0 for a run without an error, so a missing value means that the
 * canary did not run.
 */
export function ofCanary(lambda: IFunction, period: Duration): Rules {
  return {
    Canary: {
      description:
        'The endpoint failed twice in a row when the canary called it from outside, or the canary has not run: see its log.',
      metric: lambda.metricErrors({ period, statistic: 'Sum' }),
      above: 0,
      times: 2,
      missing: TreatMissingData.BREACHING,
    },
  };
}

/** The names of the edge in CloudWatch. */
export type EdgeNames = {
  readonly distributionId: string;
  /** The name of the CloudFront function. */
  readonly routerName: string;
};

/** Returns the rules for the edge. Their alarms must be in us-east-1. */
export function ofEdge({ distributionId: DistributionId, routerName: FunctionName }: EdgeNames): Rules {
  return {
    EdgeErrors: {
      description: 'More than 5 % of the responses of CloudFront, and at least five, were 5xx for ten minutes.',
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
        'The function at the edge failed in two periods of five minutes in a row: CloudFront answers such requests with 502 or 503.',
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
