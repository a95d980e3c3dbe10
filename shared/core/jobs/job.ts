/** Long work, done in slices (docs/table.md). A slice may run twice; every slice is idempotent. */
export type Job = {
  readonly id: string;
  readonly kind: 'delete-pool' | 'delete-user';
  readonly poolId: string;
  readonly sub?: string;
  /** 1: the data known now. 2: a minute later, what was written while the first sweep ran. */
  readonly sweep: 1 | 2;
  /** When the job may run next; also its lease. */
  readonly dueAt: number;
  readonly createdAt: number;
  readonly version: number;
};
