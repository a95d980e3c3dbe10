import { Refusal } from '#core/errors.ts';

/** The errors of the OAuth endpoints (RFC 6749, section 5.2, RFC 6750, section 3.1, and RFC 7591, section 3.2.2). */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_client_metadata'
  | 'invalid_grant'
  | 'invalid_redirect_uri'
  | 'invalid_scope'
  | 'invalid_target'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_token_type'
  | 'access_denied'
  | 'login_required'
  | 'request_not_supported'
  | 'request_uri_not_supported'
  | 'server_error'
  | 'temporarily_unavailable';

/** An error that a client of an OAuth endpoint learns of, as JSON. */
export class OAuthError extends Refusal {
  readonly code: OAuthErrorCode;
  /** `error_description`. It is absent where Cognito has none. */
  readonly description: string | undefined;
  readonly status: number;
  /** Headers of the answer beside those that every one has. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: OAuthErrorCode, description?: string, { status = 400, headers = {}, cause }: OAuthErrorMore = {}) {
    super(description ?? code, { cause });
    this.name = 'OAuthError';
    this.code = code;
    this.description = description;
    this.status = status;
    this.headers = headers;
  }
}

type ErrorMore = { readonly status?: number; readonly cause?: unknown };
/** What else a response says, and what the error is made of. */
export type OAuthErrorMore = ErrorMore & { readonly headers?: Readonly<Record<string, string>> };

/** Throws an OAuthError. */
export function failOAuth(code: OAuthErrorCode, description?: string, more?: OAuthErrorMore): never {
  throw new OAuthError(code, description, more);
}

/** Where an authorization request wants its answer. Both have been checked. */
export type ReturnAddress = {
  readonly redirectUri: string;
  readonly responseType: 'code' | 'token';
  readonly state?: string;
  /** The issuer, for clients that want it in the answer (RFC 9207). */
  readonly issuer?: string;
};

/** An error that the app learns of at its redirect URI (RFC 6749, section 4.1.2.1). */
export class RedirectError extends OAuthError {
  readonly to: ReturnAddress;

  constructor(to: ReturnAddress, code: OAuthErrorCode, description?: string, more?: ErrorMore) {
    super(code, description, more);
    this.name = 'RedirectError';
    this.to = to;
  }
}

/**
 * An error that only the person at the browser learns of, because the request names no client or no redirect URI that can
 * be trusted. `code` is what the page shows.
 */
export class PageError extends Refusal {
  readonly code: string;
  readonly status: number;

  constructor(code: string, { status = 400, cause }: ErrorMore = {}) {
    super(code, { cause });
    this.name = 'PageError';
    this.code = code;
    this.status = status;
  }
}
