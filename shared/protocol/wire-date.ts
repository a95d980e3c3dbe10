/** A time on the wire: epoch seconds with a fraction. The SDK's types call it a Date, which is what clients make of it. */
export function wireDate(milliseconds: number): Date {
  return (milliseconds / 1000) as unknown as Date;
}
