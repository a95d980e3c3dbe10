/** The time in epoch milliseconds. Injected, so that expiry can be tested without waiting. */
export type Clock = { readonly now: () => number };
