import type { StringRules } from '#core/constraints/strings.ts';
import type { OperationName, SdkRequest } from '../api.ts';

/**
 * The language in which an operation's request is described. Shapes are plain data; validate.ts interprets them,
 * core/constraints words the failures. Bounds of strings count UTF-16 units, of blobs bytes, of lists and maps entries.
 */

type Common = {
  readonly required?: boolean;
  /** The value is never echoed in an error, nor is anything inside it. */
  readonly sensitive?: boolean;
};

export type StringShape = Common &
  StringRules & {
    readonly kind: 'string';
    readonly values?: readonly string[];
    /** The empty string is valid here whatever min and pattern say: the operation judges it. */
    readonly allowEmpty?: boolean;
  };
export type IntegerShape = Common & { readonly kind: 'integer'; readonly min?: number; readonly max?: number };
export type BooleanShape = Common & { readonly kind: 'boolean' };
/** Bytes, in base64 on the wire. */
export type BlobShape = Common & { readonly kind: 'blob'; readonly min?: number; readonly max?: number };
/** Any JSON value, which its operation judges. */
export type DocumentShape = Common & { readonly kind: 'document' };
export type ListShape = Common & {
  readonly kind: 'list';
  readonly of: Shape;
  readonly min?: number;
  readonly max?: number;
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

/** Member name on the wire -> shape, in the order in which failures are reported. */
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
 * The member table of a request or structure of the official SDK: every member, with a shape of its kind, and
 * `required(...)` where the SDK's type requires it. Anything else does not compile.
 */
export type Input<Wire> = {
  readonly [Name in keyof Wire]-?: ShapeOf<NonNullable<Wire[Name]>> &
    (Record<never, never> extends Pick<Wire, Name> ? unknown : { readonly required: true });
};

/** The requests of operations, by name: each a table that fits the SDK's type of it. */
export type Requests = { readonly [Name in OperationName]?: Input<SdkRequest<Name>> };

type Bounds = { readonly min?: number; readonly max?: number };

export const string = (rules: Omit<StringShape, 'kind' | 'values' | keyof Common> = {}): StringShape => ({
  kind: 'string',
  ...rules,
});

/** A string that is one of `values`; an error lists them in this order. */
export const oneOf = <Value extends string>(...values: readonly Value[]): EnumShape => ({ kind: 'string', values });

export const integer = (rules: Bounds = {}): IntegerShape => ({ kind: 'integer', ...rules });

export const boolean = (): BooleanShape => ({ kind: 'boolean' });

export const blob = (rules: Bounds = {}): BlobShape => ({ kind: 'blob', ...rules });

export const document = (): DocumentShape => ({ kind: 'document' });

export const list = <Element extends Shape>(of: Element, rules: Bounds = {}): ListOf<Element> => ({
  kind: 'list',
  of,
  ...rules,
});

export const map = <Value extends Shape>(
  value: Value,
  rules: Bounds & { readonly key?: StringShape } = {},
): MapOf<Value> => ({ kind: 'map', value, ...rules });

export const structure = <Wire>(members: Input<Wire>): TypedStructure<Wire> => ({
  kind: 'structure',
  members: members as Input<Wire> & Members,
});

export const required = <Kind extends Shape>(shape: Kind): Kind & { readonly required: true } => ({
  ...shape,
  required: true,
});

export const sensitive = <Kind extends Shape>(shape: Kind): Kind => ({ ...shape, sensitive: true });
