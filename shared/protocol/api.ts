import type * as sdk from '@aws-sdk/client-cognito-identity-provider';
import type { EpochSeconds } from './epoch-seconds.ts';

/*
 * The requests and responses of the API by the name of their operation. They are derived from the types of the official
 * SDK, so that a misspelt member does not compile. This file has only types: nothing of the SDK is loaded at run time.
 */

type Commands = {
  readonly [Name in Exclude<keyof typeof sdk, '$Command'> as Name extends `${infer Operation}Command`
    ? Operation
    : never]: (typeof sdk)[Name];
};

export type OperationName = keyof Commands;

/** The request of an operation, as the SDK takes it from its callers. */
export type SdkRequest<Name extends OperationName> = InstanceType<Commands[Name]>['input'];

type SdkResponse<Name extends OperationName> = Omit<
  Awaited<ReturnType<ReturnType<InstanceType<Commands[Name]>['resolveMiddleware']>>>['output'],
  // The client of the SDK adds this member; it is not part of the response.
  '$metadata'
>;

/**
 * The request of an operation after its validation, in which every member that the API requires is present at every
 * depth.
 */
export type RequestOf<Name extends OperationName> = Validated<SdkRequest<Name>>;

/** The response of an operation. */
export type ResponseOf<Name extends OperationName> = OnWire<SdkResponse<Name>>;

/**
 * A value of a request after its validation. In the SDK's types, optional members are `X?: T`, but required members are
 * `X: T | undefined`, from which undefined is removed here.
 */
type Validated<Sdk> = Sdk extends string | number | boolean | Uint8Array
  ? Sdk
  : Sdk extends readonly (infer Element)[]
    ? readonly Validated<Element>[]
    : Sdk extends object
      ? { readonly [Name in keyof Sdk]: Validated<Exclude<Sdk[Name], undefined>> }
      : Sdk;

/** A value of a response in the form that it has in JSON, from which clients make the SDK's type. */
export type OnWire<Sdk> = Sdk extends Date
  ? EpochSeconds
  : Sdk extends Uint8Array
    ? string
    : Sdk extends readonly (infer Element)[]
      ? readonly OnWire<Element>[]
      : Sdk extends object
        ? { readonly [Name in keyof Sdk]: OnWire<Sdk[Name]> }
        : Sdk;
