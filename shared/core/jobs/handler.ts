import type { Call } from '#core/call.ts';
import type { JobKind, JobOf, JobResult } from './job.ts';

type Cursor<K extends JobKind> = NonNullable<JobOf<K>['cursor']>;

/** What comes after a slice. `items` is how many items it worked on. */
export type Next<K extends JobKind = JobKind> =
  | { readonly over: true; readonly items: number; readonly result: JobResult }
  | {
      readonly over: false;
      readonly items: number;
      readonly cursor: Cursor<K>;
      /** Milliseconds until the next slice; none when it is not said. */
      readonly waitMs?: number;
    };

/**
 * Does one slice: a bounded part of the work, a few seconds at most, which may have been done before, as it is when a
 * runner died before it could write down that it was. A rejection counts as a failure, and the slice comes up again.
 */
export type JobHandler<K extends JobKind> = (call: Call, job: JobOf<K>) => Promise<Next<K>>;

/** A handler for every kind of job. */
export type JobHandlers = { readonly [K in JobKind]: JobHandler<K> };
