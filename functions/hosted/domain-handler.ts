import middy from '@middy/core';
import type { Context as LambdaContext } from 'aws-lambda';
import type { AuditNote } from '#core/audit-note.ts';
import { withPool } from '#core/call.ts';
import { addressOf } from '#core/domains/address.ts';
import { CognitoError } from '#core/errors.ts';
import { OAuthError, PageError } from '#core/oauth/errors.ts';
import type { Deps } from '#ports/deps.ts';
import { ended } from '#protocol/ended.ts';
import type { HttpEvent, HttpHandler, HttpResponse } from '#protocol/http.ts';
import { failure, notUnderstood } from '#protocol/respond.ts';
import { isLoopback } from '#protocol/web/cookies.ts';
import { languageOf } from '#protocol/web/language.ts';
import { hostedCall, type WebCall, webRequestOf } from '#protocol/web/web-call.ts';
import { endpointAt } from './endpoints.ts';
import { failureResponse } from './failure.ts';
import { route } from './routes.ts';

/** The values that each step of the chain leaves for the next one. */
type State = { readonly audit: AuditNote; deps?: Deps; call?: WebCall; error?: unknown };

type ChainContext = LambdaContext & { readonly state: State };

/**
 * Makes the handler of the endpoints of domains: find the pool by the host or the path, lead the request to its endpoint,
 * and leave a line in the log and in the audit trail.
 */
export function domainHandler(deps: () => Promise<Deps>): HttpHandler {
  const chain = middy<HttpEvent, HttpResponse, Error, ChainContext>()
    .use({
      before: async ({ context: { state } }) => {
        state.deps = await deps();
      },
      after: ({ event, response, context: { state } }) => leaveLines(event, state, response?.statusCode ?? 500),
      onError: async (request) => {
        const { state } = request.context;
        state.error = request.error;
        request.response = state.call
          ? withOwnHeaders(await failureResponse(state.call, kindOf(state.call), request.error), state.call)
          : withoutCall(request.event, state);
        await leaveLines(request.event, state, request.response.statusCode);
      },
    })
    .before(async ({ event, context: { state } }) => {
      state.call = await callOf(state.deps!, event, state.audit);
      return state.call ? undefined : notUnderstood(event.requestContext.requestId);
    })
    .handler(async (_, { state }) => {
      const call = state.call!;
      return withOwnHeaders(await route(call), call);
    });
  return (event) => chain(event, { state: { audit: {} } } as ChainContext);
}

/**
 * Returns the response where it could not be found out which domain the request is for. A domain whose pool is gone counts
 * as none; anything else is a fault, which is logged here because there is no call yet.
 */
function withoutCall({ requestContext: { requestId } }: HttpEvent, { deps, error }: State): HttpResponse {
  const known =
    error instanceof CognitoError ? error : new CognitoError('InternalErrorException', undefined, { cause: error });
  if (known.name === 'ResourceNotFoundException') return notUnderstood(requestId);
  const cause = known.cause instanceof Error ? known.cause : known;
  deps?.logger.error('request.failed', { requestId, error: known.name, stack: cause.stack });
  return failure(requestId, known);
}

/** Returns the call, with the pool of the domain that the request is for, or undefined if it is for none. */
async function callOf(deps: Deps, event: HttpEvent, audit: AuditNote): Promise<WebCall | undefined> {
  const address = await addressOf(deps, { host: event.headers.host, path: event.rawPath });
  if (!address) return undefined;
  const web = webRequestOf(event);
  const call = hostedCall(deps, event, { operation: nameOf(address.path, web.method), audit });
  const webCall: WebCall = { ...(await withPool(call, address.poolId)), address, web };
  return { ...webCall, language: languageOf(webCall) };
}

const kindOf = ({ address }: WebCall) => endpointAt(address.path)?.kind ?? 'page';

/** Returns the name of a call of an endpoint in the log, such as `Login_POST`, in the way of Cognito's own. */
function nameOf(path: string, method: string): string {
  const words = path.split('/').filter((word) => word !== '' && word !== 'oauth2');
  return [...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)), method].join('_');
}

/** Returns a response with the headers that depend on the call. */
function withOwnHeaders(response: HttpResponse, { requestId, address }: WebCall): HttpResponse {
  const { 'strict-transport-security': strict, ...others } = response.headers;
  // It holds for all ports of a host, and other programs of this machine speak plain HTTP.
  const isStrict = strict !== undefined && !isLoopback(address);
  const headers = {
    ...others,
    ...(isStrict && { 'strict-transport-security': strict }),
    'x-amz-cognito-request-id': requestId,
  };
  return { ...response, headers };
}

async function leaveLines(event: HttpEvent, { deps, call, error, audit }: State, status: number): Promise<void> {
  if (!deps || !call?.operation) return;
  const code = audit.shown ?? (error === undefined ? undefined : codeOf(error));
  // What an app is told in a redirect has the status of the redirect.
  const severity = error instanceof OAuthError ? error.status : status;
  await ended(deps, event, { operation: call.operation, audit, status, code, error, severity });
}

function codeOf(error: unknown): string {
  if (error instanceof OAuthError || error instanceof PageError) return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
