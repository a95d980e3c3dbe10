import type { Caller } from '#core/tokens/access-token.ts';
import type { Deps } from '#ports/deps.ts';
import type { OperationName, RequestOf, ResponseOf } from './api.ts';
import type { Input } from './schema/shape.ts';

/**
 * Who may call an operation: a signed caller, the holder of an access token, the holder of one or of the session of a
 * sign-in flow, or anyone (who proves something else).
 */
type AuthKind = 'sigv4' | 'accessToken' | 'accessTokenOrSession' | 'none';

/** What the table of all operations (functions/operations.ts) says of one. */
export type OperationRow = {
  readonly group: string;
  readonly auth: AuthKind;
  /** The member of the request that names the pool, for the policy of the access key. */
  readonly pool?: 'UserPoolId' | 'ResourceArn';
};

/** What is known of a request beside its input. */
export type Context = {
  readonly requestId: string;
  /** When it came in, in epoch milliseconds. */
  readonly began: number;
};
export type CallerContext = Context & { readonly caller: Caller };

/** Without a caller, the request has a Session instead. */
type ContextOf<Auth extends AuthKind> = Auth extends 'accessToken'
  ? CallerContext
  : Auth extends 'accessTokenOrSession'
    ? Context & { readonly caller: Caller | undefined }
    : Context;

/** An operation as groupHandler runs it. `handle` answers the output; undefined is an empty body. */
export type Operation = {
  readonly name: string;
  readonly handle: (input: never, deps: Deps, context: never) => Promise<unknown>;
};

/**
 * The `defineOperation` of a table of operations. What `handle` gets and answers follows from the operation's name: its
 * request, whose members have been validated, and, as the table says who may call it, the caller behind the token.
 */
export const definerFor =
  <Rows extends Readonly<Record<OperationName, OperationRow>>>() =>
  <Name extends OperationName>(
    name: Name,
    definition: {
      readonly handle: (
        input: RequestOf<Name>,
        deps: Deps,
        context: ContextOf<Rows[Name]['auth']>,
      ) => Promise<ResponseOf<Name>>;
    },
  ): Operation => ({ name, ...definition });

type Definition<Request, Response, Auth, C> = {
  readonly name: string;
  readonly auth: Auth;
  readonly input: Input<Request>;
  readonly handle: (input: Request, deps: Deps, context: C) => Promise<Body<Response>>;
};

/** The SDK adds `$metadata` on the client's side. */
type Body<Response> = Response extends object ? Omit<Response, '$metadata'> : Response;

/** The form of an operation before the one by its name: `auth` and `input` are not read any more. */
export function defineOperation<Request, Response = void>(
  definition:
    | Definition<Request, Response, 'accessToken', CallerContext>
    | Definition<Request, Response, 'sigv4' | 'none', Context>,
): Operation {
  return definition as unknown as Operation;
}
