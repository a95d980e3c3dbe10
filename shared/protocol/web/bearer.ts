const BEARER = /^Bearer +([\w.~+/-]+=*) *$/i;

/** Returns the token in a header `Authorization`, or undefined if it has another form (RFC 6750, section 2.1). */
export function bearerToken(authorization: string): string | undefined {
  return BEARER.exec(authorization)?.[1];
}
