import type { StringRules } from '#core/constraints/strings.ts';
import type { OperationName, SdkRequest } from '../api.ts';

/**
 * The shapes that describe the request of an operation. They are plain data: validate.ts interprets them, and
 * core/constraints words the errors. The bounds of strings count UTF-16 units, those of blobs bytes, and those of lists
 * and maps entries.
 */

type Common = {
  readonly required?: boolean;
  /** The value, and everything inside it, must never appear in an error. */
  readonly sensitive?: boolean;
};

export type StringShape = Common &
  StringRules & {
    readonly kind: 'string';
    readonly values?: readonly string[];
    /** The empty string is valid whatever `min` and `pattern` say, because the operation judges it. */
    readonly allowEmpty?: boolean;
  };
export type IntegerShape = Common & { readonly kind: 'integer'; readonly min?: number; readonly max?: number };
export type BooleanShape = Common & { readonly kind: 'boolean' };
/** Bytes, which requests carry in base64. */
export type BlobShape = Common & { readonly kind: 'blob'; readonly min?: number; readonly max?: number };
/** Any JSON value; the operation judges it. */
export type DocumentShape = Common & { readonly kind: 'document' };
export type ListShape = Common & {
  readonly kind: 'list';
  readonly of: Shape;
  readonly min?: number;
  readonly max?: number;
  /** The text for a value that is not a list, where AWS is known to give another one than for other lists. */
  readonly wrongType?: string;
};
export type MapShape = Common & {
  readonly kind: 'map';
  readonly key?: StringShape;
  readonly value: Shape;
  readonly min?: number;
  readonly max?: number;
};
type StructureShape = Common & { readonly kind: 'structure'; readonly members: Members };

export type Shape =
  | StringShape
  | IntegerShape
  | BooleanShape
  | BlobShape
  | DocumentShape
  | ListShape
  | MapShape
  | StructureShape;

/** The shapes of members by their names in the API, in the order in which failures are reported. */
export type Members = { readonly [name: string]: Shape };

type ShapeOf<Wire> = [string | boolean] extends [Wire]
  ? DocumentShape
  : [Wire] extends [string]
    ? string extends Wire
      ? StringShape
      : EnumShape
    : [Wire] extends [number]
      ? IntegerShape
      : [Wire] extends [boolean]
        ? BooleanShape
        : Wire extends Uint8Array
          ? BlobShape
          : Wire extends readonly (infer Element)[]
            ? ListOf<ShapeOf<Element>>
            : string extends keyof Wire
              ? MapOf<ShapeOf<Wire[keyof Wire]>>
              : TypedStructure<Wire>;

type EnumShape = StringShape & { readonly values: readonly string[] };
type ListOf<Element> = ListShape & { readonly of: Element };
type MapOf<Value> = MapShape & { readonly value: Value };
type TypedStructure<Wire> = StructureShape & { readonly members: Input<Wire> };

/**
 * The member table for a request or structure of the official SDK. It must have every member with a shape of the right
 * kind, and `required(...)` where the SDK's type requires the member. Anything else does not compile.
 */
export type Input<Wire> = {
  readonly [Name in keyof Wire]-?: ShapeOf<NonNullable<Wire[Name]>> &
    (Record<never, never> extends Pick<Wire, Name> ? unknown : { readonly required: true });
};

/** The requests of operations by name. Each is a member table that fits the SDK's type of the request. */
export type Requests = { readonly [Name in OperationName]?: Input<SdkRequest<Name>> };

type Bounds = { readonly min?: number; readonly max?: number };

/** Makes the shape of a string. */
export const string = (rules: Omit<StringShape, 'kind' | 'values' | keyof Common> = {}): StringShape => ({
  kind: 'string',
  ...rules,
});

/** Makes the shape of a string that is one of `values`. Errors list the values in this order. */
export const oneOf = <Value extends string>(...values: readonly Value[]): EnumShape => ({ kind: 'string', values });

/** Makes the shape of a 32-bit integer. */
export const integer = (rules: Bounds = {}): IntegerShape => ({ kind: 'integer', ...rules });

/** Makes the shape of a Boolean. */
export const boolean = (): BooleanShape => ({ kind: 'boolean' });

/** Makes the shape of a blob, whose bounds count bytes. */
export const blob = (rules: Bounds = {}): BlobShape => ({ kind: 'blob', ...rules });

/** Makes the shape of any JSON value. */
export const document = (): DocumentShape => ({ kind: 'document' });

/** Makes the shape of a list whose elements have the shape `of`. */
export const list = <Element extends Shape>(
  of: Element,
  rules: Bounds & Pick<ListShape, 'wrongType'> = {},
): ListOf<Element> => ({
  kind: 'list',
  of,
  ...rules,
});

/** Makes the shape of a map whose values have the shape `value`; its keys may be any strings unless `key` is given. */
export const map = <Value extends Shape>(
  value: Value,
  rules: Bounds & { readonly key?: StringShape } = {},
): MapOf<Value> => ({ kind: 'map', value, ...rules });

/** Makes the shape of a structure with these members. */
export const structure = <Wire>(members: Input<Wire>): TypedStructure<Wire> => ({
  kind: 'structure',
  members: members as Input<Wire> & Members,
});

/** Returns the shape of a member that must be present. */
export const required = <Kind extends Shape>(shape: Kind): Kind & { readonly required: true } => ({
  ...shape,
  required: true,
});

/** Returns a shape whose value never appears in an error. */
export const sensitive = <Kind extends Shape>(shape: Kind): Kind => ({ ...shape, sensitive: true });
