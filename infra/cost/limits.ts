/** The default quotas of an account, and limits that can't be raised. */
export const LIMITS = {
  /** The requests per second that a deployment accepts, which the context key `requestsPerSecond` sets. */
  stageRequests: 2_000,
  /** The requests per second of an account. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
  apiGatewayRequests: 10_000,
  /** The functions that run at once. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
  lambdaConcurrency: 1_000,
  /** The units per second that an on-demand table takes from the start, and the quota of a table. */
  tableWritesAtFirst: 4_000,
  tableReadsAtFirst: 12_000,
  tableUnits: 40_000,
  /**
   * The write units per second of one partition.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
   */
  partitionWrites: 1_000,
} as const;
