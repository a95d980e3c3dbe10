import { CognitoError } from '#core/errors.ts';
import { errorUrl } from '#core/oauth/answer.ts';
import { OAuthError, type OAuthErrorCode, type OAuthErrorMore, PageError, RedirectError } from '#core/oauth/errors.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { oauthFailure, redirectTo } from '#protocol/web/respond.ts';
import type { WebCall } from '#protocol/web/web-call.ts';
import { errorPage } from '#ui/pages/error.ts';
import type { Endpoint } from './endpoint.ts';
import { pageResponse } from './page.ts';

/** How long a client should wait after TooManyRequestsException, in seconds. */
const RETRY_AFTER = { 'retry-after': '1' };

/**
 * Errors of the domain under their names at OAuth endpoints. `told` are those of functions of the pool, which are told of by
 * their own text, as in the API.
 */
const OAUTH_ERRORS: Readonly<
  Record<string, { readonly code: OAuthErrorCode; readonly told?: true; readonly more?: OAuthErrorMore }>
> = {
  LimitExceededException: { code: 'temporarily_unavailable', more: { status: 429, headers: RETRY_AFTER } },
  TooManyRequestsException: { code: 'temporarily_unavailable', more: { status: 429, headers: RETRY_AFTER } },
  NotAuthorizedException: { code: 'invalid_grant' },
  PasswordResetRequiredException: { code: 'invalid_grant' },
  RefreshTokenReuseException: { code: 'invalid_grant' },
  UserNotConfirmedException: { code: 'invalid_grant' },
  UserNotFoundException: { code: 'invalid_grant' },
  // A pool or a client that was deleted a moment ago.
  ResourceNotFoundException: { code: 'invalid_client' },
  InvalidParameterException: { code: 'invalid_request' },
  InvalidLambdaResponseException: { code: 'invalid_request', told: true },
  UnexpectedLambdaException: { code: 'invalid_request', told: true },
  UserLambdaValidationException: { code: 'invalid_request', told: true },
};

/**
 * Returns the error as the endpoints of OAuth know it. What went wrong inside is not told.
 */
export function oauthErrorOf(error: unknown): OAuthError {
  if (error instanceof OAuthError) return error;
  const known = error instanceof CognitoError && error.status < 500 ? OAUTH_ERRORS[error.name] : undefined;
  if (!known) return new OAuthError('server_error', undefined, { status: 500, cause: error });
  const description = known.told && error instanceof Error ? error.message : undefined;
  return new OAuthError(known.code, description, { ...known.more, cause: error });
}

/** Returns the response for an error that an endpoint has not answered itself. */
export function failureResponse(
  call: WebCall,
  kind: Endpoint['kind'],
  error: unknown,
): Promise<HttpResponse> | HttpResponse {
  if (error instanceof RedirectError) return redirectTo(errorUrl(error));
  if (kind === 'json') return oauthFailure(oauthErrorOf(error));
  if (error instanceof PageError && !error.code.includes(' ')) return redirectTo(errorPath(call, error));
  const { code, status } = error instanceof PageError ? error : oauthErrorOf(error);
  return pageResponse(call, (page) => errorPage({ ...page, code }), { status });
}

/** Returns the address of the page that shows an error, with the client as Cognito has it. */
function errorPath({ address, web }: WebCall, { code }: PageError): string {
  const clientId = web.query.get('client_id');
  return `${address.base}/error?${new URLSearchParams({ error: code, ...(clientId && { client_id: clientId }) })}`;
}
