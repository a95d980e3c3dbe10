import type * as sdk from '@aws-sdk/client-cognito-identity-provider';
import type { EpochSeconds } from './epoch-seconds.ts';

/*
 * The API's requests and responses by the name of the operation, from the official SDK's own types, so that a misspelt
 * member does not compile. All of this is types: nothing of the SDK is loaded at run time.
 */

type Commands = {
  readonly [Name in Exclude<keyof typeof sdk, '$Command'> as Name extends `${infer Operation}Command`
    ? Operation
    : never]: (typeof sdk)[Name];
};

export type OperationName = keyof Commands;

/** An operation's request as the SDK takes it from its callers. */
export type SdkRequest<Name extends OperationName> = InstanceType<Commands[Name]>['input'];

type SdkResponse<Name extends OperationName> = Omit<
  Awaited<ReturnType<ReturnType<InstanceType<Commands[Name]>['resolveMiddleware']>>>['output'],
  // What the client adds.
  '$metadata'
>;

/** An operation's request after it was validated: a member that the API requires is there, however deep. */
export type RequestOf<Name extends OperationName> = Validated<SdkRequest<Name>>;

/** What an operation answers. */
export type ResponseOf<Name extends OperationName> = OnWire<SdkResponse<Name>>;

/** The SDK lets its callers pass undefined for what is required (`X: T | undefined`); what is optional is `X?: T`. */
type Validated<Sdk> = Sdk extends string | number | boolean | Uint8Array
  ? Sdk
  : Sdk extends readonly (infer Element)[]
    ? readonly Validated<Element>[]
    : Sdk extends object
      ? { readonly [Name in keyof Sdk]: Validated<Exclude<Sdk[Name], undefined>> }
      : Sdk;

/** A value of a response as JSON has it, which the client makes the SDK's type of. */
export type OnWire<Sdk> = Sdk extends Date
  ? EpochSeconds
  : Sdk extends Uint8Array
    ? string
    : Sdk extends readonly (infer Element)[]
      ? readonly OnWire<Element>[]
      : Sdk extends object
        ? { readonly [Name in keyof Sdk]: OnWire<Sdk[Name]> }
        : Sdk;
