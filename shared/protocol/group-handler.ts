import middy from '@middy/core';
import type { Context as LambdaContext } from 'aws-lambda';
import type { AuditNote } from '#core/audit-note.ts';
import type { Call, UserCall } from '#core/call.ts';
import { CognitoError, fail } from '#core/errors.ts';
import { isPoolId } from '#core/pools/pool.ts';
import { verifyAccessToken } from '#core/tokens/access-token.ts';
import type { Deps } from '#ports/deps.ts';
import { requestCall } from './call.ts';
import { ended } from './ended.ts';
import { bodyOf, type HttpEvent, type HttpHandler, type HttpResponse } from './http.ts';
import { parseJson } from './json.ts';
import type { Operation, OperationRow } from './operation.ts';
import { failure, success } from './respond.ts';
import type { Members } from './schema/shape.ts';
import { parseInput } from './schema/validate.ts';
import { namedPool, verifySignature } from './signature.ts';

const TARGET_PREFIX = 'AWSCognitoIdentityProviderService.';

/** A group of operations, and all that its handler needs. */
export type Group = {
  readonly name: string;
  readonly operations: readonly Operation[];
  /** The table of all operations (functions/operations.ts). */
  readonly rows: Readonly<Record<string, OperationRow>>;
  /** The shapes of the requests of the group's operations (schema/<group>.ts). */
  readonly requests: Readonly<Record<string, Members>>;
  readonly deps: () => Promise<Deps>;
};

/** The handler of a group, which also names the operations of the group. */
export type GroupHandler = HttpHandler & { readonly operations: readonly Operation[] };

/** The values that each step of the chain leaves for the next one. */
type State = {
  readonly audit: AuditNote;
  deps?: Deps;
  operation?: Operation;
  row?: OperationRow;
  body?: unknown;
  input?: Readonly<Record<string, unknown>>;
  call?: Call;
};

type ChainContext = LambdaContext & { readonly state: State };

/**
 * Makes the handler of a group of operations. It is the one chain that every operation runs through: pick the
 * operation, parse the body, verify the signature and the policy, validate the input, count the request, verify the
 * access token, handle the request, serialise the response. Throws at start-up when the operations of the group do not
 * agree with the table or with the requests.
 */
export function groupHandler(group: Group): GroupHandler {
  const operations = checkedOperations(group);

  const chain = middy<HttpEvent, HttpResponse, Error, ChainContext>()
    .use({
      before: async ({ context: { state } }) => {
        state.deps = await group.deps();
      },
      after: ({ event, context: { state } }) => leaveLines(event, state, 200),
      onError: async (request) => {
        const { event, error } = request;
        const known = knownError(error, request.context.state.row);
        request.response = failure(event.requestContext.requestId, known);
        await leaveLines(event, request.context.state, known.status, known);
      },
    })
    .before(({ event, context: { state } }) => {
      state.operation = pick(group, operations, event);
      state.row = group.rows[state.operation.name];
    })
    .before(({ event, context: { state } }) => {
      state.body = parseJson(bodyOf(event));
    })
    .before(async ({ event, context: { state } }) => {
      const { deps, operation, body, audit } = state;
      const row = state.row!;
      if (row.auth === 'sigv4') await verifySignature(deps!, event, operation!.name, row, body, audit);
    })
    .before(({ context: { state } }) => {
      state.input = parseInput(group.requests[state.operation!.name]!, state.body);
    })
    .before(({ context: { state } }) => {
      state.deps!.limiter.admit(state.operation!.name, state.input!);
    })
    .before(async ({ event, context: { state } }) => {
      const { operation, audit } = state;
      const call = requestCall(state.deps!, event, state.input!, { operation: operation!.name, audit });
      state.call = await callerOf(call, state.row!, state.input!);
    })
    .handler(async ({ requestContext }, { state: { operation, call, input } }) => {
      return success(requestContext.requestId, await operation!.handle(call as never, input as never));
    });

  const handler: HttpHandler = (event) => chain(event, { state: { audit: {} } } as ChainContext);
  return Object.assign(handler, { operations: group.operations });
}

/** Returns the error for the client. An internal one has the name that the operation declares. */
function knownError(error: unknown, row: OperationRow | undefined): CognitoError {
  if (error instanceof CognitoError && error.name !== 'InternalErrorException') return error;
  const cause = error instanceof CognitoError ? (error.cause ?? error) : error;
  return new CognitoError(row?.internalError ?? 'InternalErrorException', undefined, { cause });
}

/**
 * Returns the group's operations by name. Throws when one of them belongs to another group or has no request to be
 * validated by.
 */
function checkedOperations({ name, operations, rows, requests }: Group): ReadonlyMap<string, Operation> {
  for (const operation of operations) {
    if (rows[operation.name]?.group !== name) {
      throw new Error(`${operation.name} is not an operation of the group ${name}.`);
    }
    if (!requests[operation.name])
      throw new Error(`The group ${name} does not describe the request of ${operation.name}.`);
  }
  return new Map(operations.map((operation) => [operation.name, operation]));
}

/** Returns the name of the operation in X-Amz-Target, or undefined if it lacks the prefix of the service. */
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

/** Returns the call, with the user of the access token if the operation takes one. */
async function callerOf(
  call: Call,
  { auth }: OperationRow,
  { AccessToken, Session }: Readonly<Record<string, unknown>>,
): Promise<Call | UserCall> {
  if (auth === 'sigv4' || auth === 'none') return call;
  if (auth === 'accessTokenOrSession' && (AccessToken === undefined) === (Session === undefined)) {
    fail('InvalidParameterException', 'Exactly one of AccessToken and Session must be specified.');
  }
  if (auth === 'accessTokenOrSession' && AccessToken === undefined) return call;
  // The model does not require the token of every such operation; a request without one then fails like one with an
  // invalid token.
  return verifyAccessToken(call, String(AccessToken ?? ''));
}

/** Returns the pool that a refused call names in its request. */
function claimedPool({ audit, row, body }: State): string | undefined {
  const claimed = row && audit.poolId === undefined ? namedPool(row, body) : undefined;
  return claimed !== undefined && isPoolId(claimed) ? claimed : undefined;
}

async function leaveLines(event: HttpEvent, state: State, status: number, error?: CognitoError): Promise<void> {
  const { deps, operation, audit } = state;
  if (!deps) return;
  const own = { operation: operation?.name, audit, claimedPool: claimedPool(state) };
  await ended(deps, event, { ...own, status, code: error?.name, error });
}
