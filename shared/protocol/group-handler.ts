import middy from '@middy/core';
import type { Context as LambdaContext } from 'aws-lambda';
import type { Call } from '#core/call.ts';
import { CognitoError, fail } from '#core/errors.ts';
import { verifyAccessToken } from '#core/tokens/access-token.ts';
import type { Deps } from '#ports/deps.ts';
import { requestCall } from './call.ts';
import { bodyOf, type HttpEvent, type HttpHandler, type HttpResponse } from './http.ts';
import { parseJson } from './json.ts';
import type { Operation } from './operation.ts';
import { failure, success } from './respond.ts';
import { parseInput } from './schema/validate.ts';
import { type SignedRow, verifySignature } from './signature.ts';

const TARGET_PREFIX = 'AWSCognitoIdentityProviderService.';

type Row = SignedRow & { readonly group: string; readonly auth: Operation['auth'] };

export type Group = {
  readonly name: string;
  readonly operations: readonly Operation[];
  /** The table of all operations (functions/operations.ts). */
  readonly rows: Readonly<Record<string, Row>>;
  readonly deps: () => Promise<Deps>;
};

/** What one step of the chain leaves for the next. */
type State = {
  deps?: Deps;
  operation?: Operation;
  body?: unknown;
  input?: Readonly<Record<string, unknown>>;
  call?: Call;
};

type ChainContext = LambdaContext & { readonly state: State };

/**
 * The one chain that every operation runs through: pick the operation, parse, verify signature and policy, validate,
 * verify the access token, handle, serialise. Throws at start-up when the group's operations and the table differ.
 */
export function groupHandler(group: Group): HttpHandler {
  const operations = checkedOperations(group);

  const chain = middy<HttpEvent, HttpResponse, Error, ChainContext>()
    .use({
      before: async ({ context: { state } }) => {
        state.deps = await group.deps();
      },
      after: ({ event, context: { state } }) => log(event, state, 200),
      onError: (request) => {
        const { event, error } = request;
        const known =
          error instanceof CognitoError
            ? error
            : new CognitoError('InternalErrorException', undefined, { cause: error });
        request.response = failure(event.requestContext.requestId, known);
        log(event, request.context.state, known.status, known);
      },
    })
    .before(({ event, context: { state } }) => {
      state.operation = pick(group, operations, event);
    })
    .before(({ event, context: { state } }) => {
      state.body = parseJson(bodyOf(event));
    })
    .before(async ({ event, context: { state } }) => {
      const { name, auth } = state.operation!;
      if (auth === 'sigv4') await verifySignature(state.deps!, event, name, group.rows[name]!, state.body);
    })
    .before(({ context: { state } }) => {
      state.input = parseInput(state.operation!.input, state.body);
    })
    .before(async ({ event, context: { state } }) => {
      const call = requestCall(state.deps!, event, state.input!);
      const isToken = state.operation!.auth === 'accessToken';
      state.call = isToken ? await verifyAccessToken(call, String(state.input!.AccessToken)) : call;
    })
    .handler(async ({ requestContext }, { state: { operation, call, input } }) => {
      return success(requestContext.requestId, await operation!.handle(call as never, input as never));
    });

  return (event) => chain(event, { state: {} } as ChainContext);
}

/** Operation and row must agree, or an operation could run with less authentication than the table says. */
function checkedOperations({ name, operations, rows }: Group): ReadonlyMap<string, Operation> {
  for (const operation of operations) {
    const row = rows[operation.name];
    if (row?.group !== name || row.auth !== operation.auth) {
      throw new Error(`${operation.name} is not an operation of the group ${name} with auth ${operation.auth}.`);
    }
  }
  return new Map(operations.map((operation) => [operation.name, operation]));
}

/** The operation that X-Amz-Target names; undefined without the service's prefix. */
export function targetOf(event: HttpEvent): string | undefined {
  const target = event.headers['x-amz-target'];
  return target?.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : undefined;
}

function pick(group: Group, operations: ReadonlyMap<string, Operation>, event: HttpEvent): Operation {
  const target = targetOf(event) ?? '';
  const operation = operations.get(target);
  if (operation) return operation;
  if (!Object.hasOwn(group.rows, target)) return fail('UnknownOperationException');
  return fail('UnsupportedOperationException', `${target} is not built in this version of Ownpool.`);
}

function log(event: HttpEvent, { deps, operation }: State, status: number, error?: CognitoError): void {
  const { requestId, timeEpoch } = event.requestContext;
  const internal = status >= 500;
  const cause = error?.cause instanceof Error ? error.cause : error;
  deps?.logger[internal ? 'error' : 'info']('request', {
    requestId,
    operation: operation?.name,
    status,
    milliseconds: deps.clock.now() - timeEpoch,
    ...(error && { error: error.name }),
    ...(internal && { stack: cause?.stack }),
  });
}
