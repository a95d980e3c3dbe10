import { type ClientCall, withClient } from '#core/call.ts';
import { OAuthError, PageError } from '#core/oauth/errors.ts';
import { type Parameters, parametersOf } from '#core/oauth/parameters.ts';
import { allowsSelfRecovery, RECOVERY_REFUSED } from '#core/recovery/target.ts';
import { allowsSignUp, SIGN_UP_REFUSED } from '#core/sign-up/check.ts';
import { COGNITO } from '#core/sso/sso-session.ts';
import type { RequestOf } from '#protocol/api.ts';
import { signUpRequests } from '#protocol/schema/sign-up.ts';
import { parseInput } from '#protocol/schema/validate.ts';
import type { WebCall } from '#protocol/web/web-call.ts';
import { type PageCall, pathOf, requestInQuery } from './authorization.ts';

/**
 * Returns the addresses of the pages for accounts that there are in this pool and for this client, whose users must be
 * able to sign in with a password of the pool.
 */
export function accountLinks(call: PageCall): { readonly signUp?: string; readonly forgotPassword?: string } {
  return {
    ...(maySignUp(call) && { signUp: pathOf(call, '/signup') }),
    ...(mayRecover(call) && { forgotPassword: pathOf(call, '/forgotPassword') }),
  };
}

const isLocal = ({ client }: ClientCall): boolean => client.supportedIdentityProviders?.includes(COGNITO) === true;
const maySignUp = (call: ClientCall): boolean => isLocal(call) && allowsSignUp(call.pool);
export const mayRecover = (call: ClientCall): boolean => isLocal(call) && allowsSelfRecovery(call.pool);

/** Throws PageError for a client whose users do not sign in with a factor of the pool. */
export async function checkLocal(call: PageCall): Promise<void> {
  // A client that has just got the provider is read again.
  await withClient(call, call.client.id, (call) => {
    if (!isLocal(call)) throw new PageError('unauthorized_client');
  });
}

/** Checks a request for a page of signing up. Throws PageError where people may not do that, as requestInQuery does. */
export const signUpCall = (context: WebCall): Promise<PageCall> => allowedCall(context, maySignUp, SIGN_UP_REFUSED);

/** Checks a request for a page of a forgotten password. Throws PageError where only administrators help, as signUpCall. */
export const recoveryCall = (context: WebCall): Promise<PageCall> => allowedCall(context, mayRecover, RECOVERY_REFUSED);

async function allowedCall(
  context: WebCall,
  allows: (call: ClientCall) => boolean,
  refusal: string,
): Promise<PageCall> {
  const call = await requestInQuery(context);
  // A pool that was just opened is read again.
  return withClient(call, call.client.id, (call) => {
    if (!allows(call)) throw new PageError(refusal, { status: 403 });
  });
}

/** Returns the fields of a form, without empty ones. Throws PageError for one that is sent twice or is far too long. */
export function fieldsOf({ web }: WebCall): Parameters {
  try {
    return parametersOf(web.form);
  } catch (error) {
    throw error instanceof OAuthError ? new PageError('invalid_request', { cause: error }) : error;
  }
}

/**
 * Reads what a form says as the API reads the request of an operation, with the same bounds, and counts it among the
 * requests of that operation. Throws InvalidParameterException and TooManyRequestsException.
 */
export function asRequest<Name extends keyof typeof signUpRequests>(
  { deps, client }: PageCall,
  operation: Name,
  members: { readonly [Member in keyof RequestOf<Name>]?: RequestOf<Name>[Member] | undefined },
): RequestOf<Name> {
  const input = parseInput<RequestOf<Name>>(signUpRequests[operation], { ClientId: client.id, ...members });
  deps.limiter.admit(operation, {});
  return input;
}
