import type { Call } from '#core/call.ts';
import type { JobKind, JobOf, JobResult } from './job.ts';

type Cursor<K extends JobKind> = NonNullable<JobOf<K>['cursor']>;

/** The outcome of a slice. `items` is the number of items that it worked on. */
export type Next<K extends JobKind = JobKind> =
  | { readonly over: true; readonly items: number; readonly result: JobResult }
  | {
      readonly over: false;
      readonly items: number;
      readonly cursor: Cursor<K>;
      /** The wait before the next slice, in milliseconds. Without it the next slice is due at once. */
      readonly waitMs?: number;
    };

/**
 * Does one slice, which is a bounded part of the work and takes a few seconds at most. The same slice may have been done
 * before, if a runner died before it could record it. A rejection counts as a failure, and the slice is repeated.
 */
export type JobHandler<K extends JobKind> = (call: Call, job: JobOf<K>) => Promise<Next<K>>;

/** The handlers of all kinds of jobs. */
export type JobHandlers = { readonly [K in JobKind]: JobHandler<K> };
