/** Default quotas of an account, and limits that nothing moves. */
export const LIMITS = {
  /** Requests per second that a deployment lets through: context `requestsPerSecond`. */
  stageRequests: 2_000,
  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
  apiGatewayRequests: 10_000,
  /** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
  lambdaConcurrency: 1_000,
  /** Units per second of a table on demand: what it takes from the start, and the quota. */
  tableWritesAtFirst: 4_000,
  tableReadsAtFirst: 12_000,
  tableUnits: 40_000,
  /** Units per second of one partition. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
  partitionWrites: 1_000,
} as const;
