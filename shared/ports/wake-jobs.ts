/**
 * Has somebody look for jobs that are due, now rather than when they next would; resolves when that is certain to happen,
 * not when it has. May leave it out when it has just been done.
 */
export type WakeJobs = () => Promise<void>;
