/** The errors of RFC 7591, section 3.2.2, of RFC 6750, section 3.1, and of RFC 6749, section 4.1.2.1. */
export type RegistrationErrorCode =
  | 'invalid_redirect_uri'
  | 'invalid_client_metadata'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'access_denied'
  | 'temporarily_unavailable';

type More = { readonly status?: number; readonly retryAfterMs?: number; readonly cause?: unknown };

/**
 * The refusal of a registration. Its `message` is the `error_description`, so it has nothing that the request has said: only
 * some characters may stand there (RFC 6749, section 5.2).
 */
export class RegistrationError extends Error {
  readonly code: RegistrationErrorCode;
  readonly status: number;
  /** The time after which another attempt may succeed, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(code: RegistrationErrorCode, description: string, { status = 400, retryAfterMs, cause }: More = {}) {
    super(description, { cause });
    this.name = 'RegistrationError';
    this.code = code;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Throws a RegistrationError. */
export function refuseRegistration(code: RegistrationErrorCode, description: string, more?: More): never {
  throw new RegistrationError(code, description, more);
}
