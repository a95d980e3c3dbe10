/**
 * A message that could not be delivered, in the form in which Cognito exports it.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html
 */
type NotificationRecord = {
  /** Epoch milliseconds in decimal. */
  readonly eventTimestamp: string;
  readonly eventSource: 'USER_NOTIFICATION';
  readonly logLevel: 'ERROR';
  readonly message: { readonly details: string };
  readonly logSourceId: { readonly userPoolId: string };
};

/** The place for the notification logs of pools that ask for them. */
export type NotificationLog = {
  /** Writes a record for the owner of a pool, who has named this log group. */
  readonly write: (logGroupArn: string, record: NotificationRecord) => Promise<void>;
};
