/** The current time in epoch milliseconds. It is injected, so that tests of expiry need not wait. */
export type Clock = { readonly now: () => number };
