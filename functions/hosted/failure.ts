import { CognitoError } from '#core/errors.ts';
import { errorUrl } from '#core/oauth/answer.ts';
import { OAuthError, PageError, RedirectError } from '#core/oauth/errors.ts';
import { oauthFailure, redirectTo } from '#protocol/web/respond.ts';
import type { WebCall } from '#protocol/web/web-call.ts';
import { errorPage } from '#ui/pages.ts';
import type { Endpoint } from './endpoint.ts';
import { pageResponse } from './page.ts';

/** Errors of the domain that a client of an OAuth endpoint can do something about, under their names there. */
const OAUTH_CODES: Readonly<Record<string, ConstructorParameters<typeof OAuthError>>> = {
  TooManyRequestsException: ['temporarily_unavailable', undefined, { status: 429 }],
  NotAuthorizedException: ['invalid_grant'],
  RefreshTokenReuseException: ['invalid_grant'],
  UserNotFoundException: ['invalid_grant'],
  PasswordResetRequiredException: ['invalid_grant'],
  UserNotConfirmedException: ['invalid_grant'],
  InvalidParameterException: ['invalid_request'],
};

/**
 * Returns the error as the endpoints of OAuth know it. Functions of the pool that refuse are told of by their own text, as
 * in the API. What went wrong inside is not told.
 */
export function oauthErrorOf(error: unknown): OAuthError {
  if (error instanceof OAuthError) return error;
  const internal = () => new OAuthError('server_error', undefined, { status: 500, cause: error });
  if (!(error instanceof CognitoError) || error.status >= 500) return internal();
  const known = OAUTH_CODES[error.name];
  if (known) return new OAuthError(...known);
  return /Lambda/.test(error.name) ? new OAuthError('invalid_request', error.message) : internal();
}

/** Returns the response for an error that an endpoint has not answered itself. */
export function failureResponse(call: WebCall, kind: Endpoint['kind'], error: unknown): Promise<Response> | Response {
  if (error instanceof RedirectError) return redirectTo(errorUrl(error));
  if (kind === 'json') return oauthFailure(oauthErrorOf(error));
  if (error instanceof PageError && !error.code.includes(' ')) return redirectTo(errorPath(call, error));
  const { code, status } = error instanceof PageError ? error : oauthErrorOf(error);
  return pageResponse(call, errorPage({ code }), { status });
}

/** Returns the address of the page that shows an error, with the client as Cognito has it. */
function errorPath({ address, web }: WebCall, { code }: PageError): string {
  const clientId = web.query.get('client_id');
  return `${address.base}/error?${new URLSearchParams({ error: code, ...(clientId && { client_id: clientId }) })}`;
}
