import { CALLED_NAMES, FUNCTION_NAMES } from '#infra/functions.ts';

/**
 * The values that can't be measured without an AWS account. CloudWatch shows the true values of a deployment;
 * docs/scale.md names them.
 */
export const ASSUMED = {
  /**
   * The time from a function to DynamoDB and back, besides the processor time on both ends. It is billed as duration.
   */
  networkMs: 5,
  /** The additional time that Lambda bills for each invocation. */
  invocationMs: 1,
  /**
   * The share of invocations that begin in a new execution environment, and how long that takes. It is billed as
   * duration.
   */
  coldStarts: 0.005,
  coldStartMs: 700,
  /** The headers of a request and those of its response, at the edge. */
  requestHeaderBytes: 800,
  responseHeaderBytes: 500,
  /** The entries START, END and REPORT of Lambda, and CloudWatch's overhead of 26 bytes for each of four entries. */
  platformLogBytes: 270 + 4 * 26,
  /** The entry that API Gateway writes (infra/constructs/http-api.ts). */
  accessLogBytes: 250 + 26,
  /**
   * A line of the audit trail with CloudWatch's overhead. It is counted once more than the functions log it, because the
   * log group of the trail has it too.
   */
  auditLineBytes: 380 + 26,
  /** The number of lines that CloudWatch Logs brings together to the log group of the trail, and how long that takes. */
  auditLinesPerRun: 10,
  auditRunMs: 10,
  /** The number of edge caches of CloudFront that fetch the keys of a pool again after five minutes. */
  edgeCaches: 13,
} as const;

export const MONTH_SECONDS = 730 * 3600;

/** The resources in the CloudFormation template without options in us-east-1. A test compares them. */
export const DEPLOYED = {
  kmsKeys: 1,
  secrets: 2,
  dashboards: 1,
  /** The metrics that alarms use. An alarm over an expression counts each of its metrics. */
  alarmMetrics: 32 + 3 * FUNCTION_NAMES.length,
  /**
   * Latency and ServerErrors of the functions that clients call, OldestJobAge, RefusedSignatures, and three that are
   * paid for only in hours in which something went wrong: NotFromEdge, MessagesNotDelivered, Throttled.
   */
  ownMetrics: 2 * CALLED_NAMES.length + 5,
  logRetentionDays: 90,
  auditRetentionDays: 365,
  wafRules: 3,
} as const;
