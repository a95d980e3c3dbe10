import type { Call, UserCall } from '#core/call.ts';
import type { OperationName, RequestOf, ResponseOf } from './api.ts';

/** Who may call an operation, and what the call is then known to have. */
type CallByAuth = {
  /** A signed caller. */
  readonly sigv4: Call;
  readonly accessToken: UserCall;
  /** With the session of a sign-in flow there is no user yet. */
  readonly accessTokenOrSession: Call | UserCall;
  /** Anyone, who proves something else. */
  readonly none: Call;
};
type AuthKind = keyof CallByAuth;

/** What the table of all operations (functions/operations.ts) says of one. */
export type OperationRow = {
  readonly group: string;
  readonly auth: AuthKind;
  /** The member of the request that names the pool, for the policy of the access key. */
  readonly pool?: 'UserPoolId' | 'ResourceArn';
  /**
   * The API has no response for it, so the body is empty; a response without members is `{}`. The SDK's types don't tell
   * the two apart, but clients do.
   */
  readonly answers?: 'nothing';
};

type Answer<Name extends OperationName, Row> = Row extends { readonly answers: 'nothing' }
  ? Promise<void>
  : Promise<ResponseOf<Name>>;

/** An operation as groupHandler runs it. `handle` answers the output; undefined is an empty body. */
export type Operation = {
  readonly name: string;
  readonly handle: (call: UserCall, input: never) => Promise<unknown>;
};

/**
 * The `defineOperation` of a table of operations. What `handle` gets and answers follows from the operation's name: its
 * request, whose members have been validated, and, as the table says who may call it, the user behind the token.
 */
export const definerFor =
  <Rows extends Readonly<Record<OperationName, OperationRow>>>() =>
  <Name extends OperationName>(
    name: Name,
    definition: {
      readonly handle: (call: CallByAuth[Rows[Name]['auth']], input: RequestOf<Name>) => Answer<Name, Rows[Name]>;
    },
  ): Operation => ({ name, ...definition });
