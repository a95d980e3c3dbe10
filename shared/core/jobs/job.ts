/** What every job has; the members that are not there yet are those of work that has not begun. */
type Common = {
  readonly id: string;
  readonly poolId: string;
  readonly createdAt: number;
  /** When the job may run next; also its lease. */
  readonly dueAt: number;
  /** Set while a runner works on it. Who finds it set when the lease is over knows that the slice broke off. */
  readonly leased?: true;
  /** Items that slices have worked on so far; those that ran twice count twice. */
  readonly items?: number;
  /** Since when the job ought to have got on: when it last did, or the end of a wait that was meant. */
  readonly expectedAt?: number;
  readonly failures?: JobFailures;
  readonly finished?: JobEnd;
  /** A job that is over stays for a while, so that an operator can read what became of it. */
  readonly expiresAt?: number;
  readonly version: number;
};

type JobFailures = {
  readonly count: number;
  /** Those since the job last got on. */
  readonly inARow: number;
  /** Of the last one. */
  readonly at: number;
  readonly error: string;
};

/** What an operator, or an operation that asks for it, may read of a job that is over. */
export type JobResult = Readonly<Record<string, string | number>>;

type JobEnd = { readonly at: number; readonly result: JobResult };

/** 1: the data known when the deletion began. 2: what was written while the first sweep ran. */
type Sweep = { readonly sweep: 1 | 2 };

/**
 * Long work, done in slices (docs/table.md). A kind of job is a member here, with what its handler needs and the cursor
 * that the handler goes on from (none: from the beginning), and a handler in core/job-handlers.
 */
export type Job = Common &
  (
    | { readonly kind: 'delete-user'; readonly sub: string; readonly cursor?: Sweep }
    | { readonly kind: 'delete-pool'; readonly cursor?: Sweep }
  );

export type JobKind = Job['kind'];
export type JobOf<K extends JobKind> = Job & { readonly kind: K };

/** What to do, as whoever creates a job says it; everything else of a job is the runner's. */
export type Work = Job extends infer J
  ? J extends Job
    ? Omit<J, 'cursor' | Exclude<keyof Common, 'poolId'>>
    : never
  : never;
