/** The members that every job has. A job that has not begun has only the required ones. */
type Common = {
  readonly id: string;
  readonly poolId: string;
  readonly createdAt: number;
  /** The time when the job may run next. While a slice runs, it is the end of the lease. */
  readonly dueAt: number;
  /** It is set while a runner works on the job. If it is still set when the lease is over, the slice was interrupted. */
  readonly leased?: true;
  /** The number of items that slices have worked on so far. The items of a repeated slice count twice. */
  readonly items?: number;
  /** The time since which progress is expected: the last progress, or the end of an intended wait. */
  readonly expectedAt?: number;
  readonly failures?: JobFailures;
  readonly finished?: JobEnd;
  /** The time until which a finished job is kept, so that an operator can read its result. */
  readonly expiresAt?: number;
  readonly version: number;
};

type JobFailures = {
  readonly count: number;
  /** The number of failures since the last progress. */
  readonly inARow: number;
  /** The time of the last failure. */
  readonly at: number;
  readonly error: string;
};

/** The result of a finished job, for an operator or for an operation that shows it. */
export type JobResult = Readonly<Record<string, string | number>>;

type JobEnd = { readonly at: number; readonly result: JobResult };

/** Sweep 1 erases the data that existed when the deletion began, and sweep 2 what was written during sweep 1. */
type Sweep = { readonly sweep: 1 | 2 };

/**
 * A job is long work that is done in slices (docs/table.md). Each kind of job has a member of this union and a handler in
 * core/job-handlers. The member holds what the handler needs, and the cursor from which it continues. Without a cursor
 * the handler starts from the beginning.
 */
export type Job = Common &
  (
    | { readonly kind: 'delete-user'; readonly sub: string; readonly cursor?: Sweep }
    | { readonly kind: 'delete-group'; readonly gid: string; readonly cursor?: Sweep }
    | { readonly kind: 'delete-pool'; readonly cursor?: Sweep }
  );

export type JobKind = Job['kind'];
export type JobOf<K extends JobKind> = Job & { readonly kind: K };

/** The members of a job that its creator sets. The runner sets all others. */
export type Work = Job extends infer J
  ? J extends Job
    ? Omit<J, 'cursor' | Exclude<keyof Common, 'poolId'>>
    : never
  : never;
