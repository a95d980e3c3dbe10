import type { Change, RecordId, RecordKind, RecordOf } from '#ports/records.ts';

/**
 * Returns the step of a commit after which a record is not there: it is removed if it was `seen`, and otherwise nobody
 * may have written it since.
 */
export function absenceStep<K extends RecordKind>(kind: K, id: RecordId<K>, seen: RecordOf<K> | undefined): Change {
  return (seen ? { op: 'remove', kind, before: seen } : { op: 'check', kind, id, seen }) as Change;
}
