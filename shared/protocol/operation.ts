import type { Call, UserCall } from '#core/call.ts';
import type { OperationName, RequestOf, ResponseOf } from './api.ts';

/** The ways in which the caller of an operation is authenticated, and the call that results. */
type CallByAuth = {
  /** The caller signs the request with an access key. */
  readonly sigv4: Call;
  readonly accessToken: UserCall;
  /** With the Session of a sign-in, the user is not known yet. */
  readonly accessTokenOrSession: Call | UserCall;
  /** Anybody may call the operation, which checks other proofs itself. */
  readonly none: Call;
};
type AuthKind = keyof CallByAuth;

/** A row of the table of all operations (functions/operations.ts). */
export type OperationRow = {
  readonly group: string;
  readonly auth: AuthKind;
  /** The member of the request that names the pool, which the policy of the access key is checked against. */
  readonly pool?: 'UserPoolId' | 'ResourceArn';
  /**
   * The API defines no response for the operation, so the body is empty. A response without members is `{}` instead.
   * The SDK's types do not distinguish the two, but clients do.
   */
  readonly answers?: 'nothing';
  /** The name of an internal error of the operation, where its page in the API reference has not InternalErrorException. */
  readonly internalError?: 'InternalServerException';
};

type Answer<Name extends OperationName, Row> = Row extends { readonly answers: 'nothing' }
  ? Promise<void>
  : Promise<ResponseOf<Name>>;

/** An operation as groupHandler runs it. `handle` resolves to the response, or to undefined for an empty body. */
export type Operation = {
  readonly name: string;
  readonly handle: (call: UserCall, input: never) => Promise<unknown>;
};

/**
 * Makes the `defineOperation` of a table of operations. The parameters and the result of `handle` follow from the name
 * of the operation: its request, with validated members, its response and, if the row asks for an access token, the
 * user of that token.
 */
export const definerFor =
  <Rows extends Readonly<Record<OperationName, OperationRow>>>() =>
  <Name extends OperationName>(
    name: Name,
    definition: {
      readonly handle: (call: CallByAuth[Rows[Name]['auth']], input: RequestOf<Name>) => Answer<Name, Rows[Name]>;
    },
  ): Operation => ({ name, ...definition });
