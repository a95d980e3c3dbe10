import type { AuditNote } from '#core/audit-note.ts';

/** A call of an operation that has ended, as the audit trail keeps it. */
type AuditEvent = AuditNote & {
  /** The time at which the call ended, in epoch milliseconds. */
  readonly time: number;
  readonly requestId: string;
  /** The id that CloudFront gave the request. */
  readonly edgeRequestId?: string;
  readonly operation: string;
  /** `Success`, or the name of the error. */
  readonly result: string;
  /** The whole address of the caller. The setting of the deployment says how much of it is kept. */
  readonly address: string;
};

/** The audit trail: one line for each call of an operation. */
export type Audit = {
  /**
   * Resolves once the line can no longer be lost by what the platform does after the answer: on AWS when it was written,
   * because the function is frozen then; on one machine when the system has it, or it is in the queue that a stop of the server waits for.
   * Never rejects: what can't be written is reported to the operator, and the call stands.
   */
  readonly record: (event: AuditEvent) => Promise<void>;
};
