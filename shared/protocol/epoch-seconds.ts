declare const seconds: unique symbol;

/** A time on the wire: seconds since 1970 with a fraction. Clients make a Date of it. */
export type EpochSeconds = number & { readonly [seconds]: true };

/** A time of the domain, in epoch milliseconds, as the wire has it. */
export function epochSeconds(milliseconds: number): EpochSeconds {
  return (milliseconds / 1000) as EpochSeconds;
}
