import type { Call, UserCall } from '#core/call.ts';
import type { Input, Members } from './schema/shape.ts';

/** An operation as groupHandler runs it. `handle` answers the output; undefined is an empty body. */
export type Operation = {
  readonly name: string;
  readonly auth: 'sigv4' | 'accessToken' | 'none';
  readonly input: Members;
  readonly handle: (call: UserCall, input: never) => Promise<unknown>;
};

type Definition<Request, Response, Auth, C> = {
  readonly name: string;
  readonly auth: Auth;
  readonly input: Input<Request>;
  readonly handle: (call: C, input: Request) => Promise<Body<Response>>;
};

/** The SDK adds `$metadata` on the client's side. */
type Body<Response> = Response extends object ? Omit<Response, '$metadata'> : Response;

/**
 * Defines an operation. Request and response are the official SDK's own types, so that a misspelt member does not
 * compile; nothing of the SDK is loaded at run time. `handle` gets a request whose members have been checked against
 * `input`; with `auth: 'accessToken'`, the call also has the user behind the token.
 */
export function defineOperation<Request, Response = void>(
  definition:
    | Definition<Request, Response, 'accessToken', UserCall>
    | Definition<Request, Response, 'sigv4' | 'none', Call>,
): Operation {
  return definition as unknown as Operation;
}
