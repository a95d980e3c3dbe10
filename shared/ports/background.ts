/**
 * Does something whose outcome the caller must not learn from the time of the answer, such as handing over a message
 * that only real users get. A server goes on at once and finishes it before it ends; a Lambda, which freezes when it
 * has answered, waits. Failures are logged.
 */
export type Background = (event: string, work: () => Promise<void>) => Promise<void>;
