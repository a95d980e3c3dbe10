import type { AuditNote } from '#core/audit-note.ts';
import type { Deps } from '#ports/deps.ts';
import type { CallOutcome } from '#ports/logger.ts';
import type { HttpEvent } from './http.ts';

const SUCCESS = 'Success';

/** How a call has ended. */
type Ended = {
  /** The name of the call; it is absent if the request named no operation, and the audit trail then has no line of it. */
  readonly operation?: string | undefined;
  readonly audit: AuditNote;
  /** The pool that a refused call has named, which nothing has looked up. Who asked for it is worth knowing. */
  readonly claimedPool?: string | undefined;
  /** The status of the response. */
  readonly status: number;
  /** The name of the error that the client was told, if there was one. */
  readonly code?: string | undefined;
  /** What was thrown. */
  readonly error?: unknown;
  /** The status of the error itself, where the client was told of it by a response with another status. */
  readonly severity?: number | undefined;
};

/** Leaves the lines of a call that has ended: one in the log and, if it has a name, one in the audit trail. */
export async function ended(deps: Deps, { requestContext }: HttpEvent, call: Ended): Promise<void> {
  const { requestId, edgeRequestId, timeEpoch, http } = requestContext;
  const { operation, audit, claimedPool, status, code = SUCCESS, error, severity = status } = call;
  const isFault = severity >= 500;
  deps.logger[isFault ? 'error' : 'info']('request', {
    requestId,
    operation,
    poolId: audit.poolId,
    status,
    outcome: outcomeOf(audit, severity, code),
    milliseconds: deps.clock.now() - timeEpoch,
    ...(code !== SUCCESS && { error: code }),
    ...(isFault && error instanceof Error && { stack: causeOf(error).stack }),
  });
  if (operation === undefined) return;
  const { shown: _, ...note } = audit;
  await deps.audit.record({
    ...note,
    ...(claimedPool !== undefined && { poolId: claimedPool }),
    time: deps.clock.now(),
    requestId,
    edgeRequestId,
    operation,
    result: code,
    address: http.sourceIp,
  });
}

/** Returns what has led to an error. The error itself may have no more than the text for clients. */
function causeOf(error: Error): Error {
  return error.cause instanceof Error ? error.cause : error;
}

const TOO_MUCH: readonly string[] = ['TooManyRequestsException', 'LimitExceededException'];

function outcomeOf({ outcome }: AuditNote, severity: number, code: string): CallOutcome {
  if (severity >= 500) return 'failed';
  if (code === SUCCESS) return outcome === 'challenge' ? 'challenge' : 'success';
  return outcome === 'locked' || severity === 429 || TOO_MUCH.includes(code) ? 'limited' : 'refused';
}
