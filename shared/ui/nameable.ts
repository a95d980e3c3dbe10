/** The origins that a policy can name. Hosts may have characters that would end the directive, and none is an IPv6 address. */
const NAMEABLE = /^https?:\/\/[\w.-]+(:\d+)?$/;

/** Tells whether a Content-Security-Policy can name an origin. */
export function nameable(origin: string): boolean {
  return NAMEABLE.test(origin);
}
