declare const seconds: unique symbol;

/** A time in a response: seconds since 1970, with a fraction. Clients convert it to a Date. */
export type EpochSeconds = number & { readonly [seconds]: true };

/** Converts a time of the domain, in epoch milliseconds, to the form that responses use. */
export function epochSeconds(milliseconds: number): EpochSeconds {
  return (milliseconds / 1000) as EpochSeconds;
}
