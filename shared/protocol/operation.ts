import type { Caller } from '#core/call.ts';
import type { Deps } from '#ports/deps.ts';
import type { Input, Members } from './schema/shape.ts';

/** What is known of a request beside its input. */
export type Context = {
  readonly requestId: string;
  /** When it came in, in epoch milliseconds. */
  readonly began: number;
};
export type CallerContext = Context & { readonly caller: Caller };

/** An operation as groupHandler runs it. `handle` answers the output; undefined is an empty body. */
export type Operation = {
  readonly name: string;
  readonly auth: 'sigv4' | 'accessToken' | 'none';
  readonly input: Members;
  readonly handle: (input: never, deps: Deps, context: CallerContext) => Promise<unknown>;
};

type Definition<Request, Response, Auth, C> = {
  readonly name: string;
  readonly auth: Auth;
  readonly input: Input<Request>;
  readonly handle: (input: Request, deps: Deps, context: C) => Promise<Body<Response>>;
};

/** The SDK adds `$metadata` on the client's side. */
type Body<Response> = Response extends object ? Omit<Response, '$metadata'> : Response;

/**
 * Defines an operation. Request and response are the official SDK's own types, so that a misspelt member does not
 * compile; nothing of the SDK is loaded at run time. `handle` gets a request whose members have been checked against
 * `input`; with `auth: 'accessToken'`, also the caller behind the token.
 */
export function defineOperation<Request, Response = void>(
  definition:
    | Definition<Request, Response, 'accessToken', CallerContext>
    | Definition<Request, Response, 'sigv4' | 'none', Context>,
): Operation {
  return definition as unknown as Operation;
}
