/**
 * The language in which an operation's request is described. Shapes are plain data; validate.ts interprets them,
 * wording.ts words the failures. Bounds of strings count UTF-16 units, bounds of lists and maps count entries.
 */

type Common = {
  readonly required?: boolean;
  /** The value is never echoed in an error, nor is anything inside it. */
  readonly sensitive?: boolean;
  /** Name in error paths where it differs from the member's name with a lower-case first letter. */
  readonly printedAs?: string;
};

export type StringShape = Common & {
  readonly kind: 'string';
  readonly min?: number;
  readonly max?: number;
  /** The service model's own (Java) expression for the whole string; printed as it stands. */
  readonly pattern?: string;
  readonly values?: readonly string[];
  /** The empty string is valid here whatever min and pattern say: the operation judges it. */
  readonly allowEmpty?: boolean;
};
export type IntegerShape = Common & { readonly kind: 'integer'; readonly min?: number; readonly max?: number };
export type BooleanShape = Common & { readonly kind: 'boolean' };
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

export type Shape = StringShape | IntegerShape | BooleanShape | ListShape | MapShape | StructureShape;

/** Member name on the wire -> shape, in the order in which failures are reported. */
export type Members = { readonly [name: string]: Shape };

type ShapeOf<Wire> = [Wire] extends [string]
  ? StringShape
  : [Wire] extends [number]
    ? IntegerShape
    : [Wire] extends [boolean]
      ? BooleanShape
      : Wire extends readonly (infer Element)[]
        ? ListOf<ShapeOf<Element>>
        : string extends keyof Wire
          ? MapOf<ShapeOf<Wire[keyof Wire]>>
          : TypedStructure<Wire>;

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

type Bounds = { readonly min?: number; readonly max?: number };
type StringRules = Omit<StringShape, 'kind' | 'required' | 'printedAs' | 'values'>;

export const string = (rules: StringRules = {}): StringShape => ({ kind: 'string', ...rules });

/** A string that is one of `values`; an error lists them in this order. */
export const oneOf = <Value extends string>(...values: readonly Value[]): StringShape => ({ kind: 'string', values });

export const integer = (rules: Bounds = {}): IntegerShape => ({ kind: 'integer', ...rules });

export const boolean = (): BooleanShape => ({ kind: 'boolean' });

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

export const printedAs = <Kind extends Shape>(name: string, shape: Kind): Kind => ({ ...shape, printedAs: name });

type Matcher = (value: string) => boolean;
const matchers = new Map<string, Matcher>();

/** Whether the whole value matches a pattern of the service model. Time is linear in the value, whatever the value. */
export function matches(pattern: string, value: string): boolean {
  let matcher = matchers.get(pattern);
  if (matcher === undefined) {
    matcher = compile(pattern);
    matchers.set(pattern, matcher);
  }
  return matcher(value);
}

/**
 * An expression that only backtracking can try is not tried on more than this; a longer value does not match. In the
 * model such expressions stand with a smaller maximal length or match a few short words, and none takes quadratic time.
 */
const LONGEST_BACKTRACKING = 20_000;

function compile(pattern: string): Matcher {
  const dotMatchesAll = pattern.startsWith('(?s)');
  const source = pattern.replace(/^\(\?s\)/, '').replace(/^\^(.*)\$$/s, '$1');
  const linear = literalsAmong(source, dotMatchesAll);
  if (linear !== undefined) return linear;
  const expression = new RegExp(`^(?:${toJavaScript(source, dotMatchesAll)})$`, 'u');
  return (value) => value.length <= LONGEST_BACKTRACKING && expression.test(value);
}

/**
 * `[set]+`, `[set]*literal[set]*` and the like, which a backtracking engine may try in quadratic or cubic time: all
 * characters are in the set, and the literals (themselves of that set) stand in this order. Undefined for other patterns.
 */
function literalsAmong(source: string, dotMatchesAll: boolean): Matcher | undefined {
  const [run, set, quantifier] = /^(\.|\[(?:[^\]\\]|\\.)+\])([*+])/su.exec(source) ?? [];
  if (run === undefined || set === undefined) return undefined;
  const between = source.split(run).slice(1);
  if (between.pop() !== '') return undefined;
  if (!between.every((part) => /^(?:\\[^A-Za-z0-9]|[^\\.*+?()[\]{}|^$])+$/u.test(part))) return undefined;
  const literals = between.map((part) => part.replaceAll('\\', ''));
  const outside = new RegExp(complement(toJavaScript(set, dotMatchesAll)), 'u');
  if (literals.some((literal) => outside.test(literal))) return undefined;
  const gap = quantifier === '+' ? 1 : 0;
  return (value) => {
    let end = 0;
    for (const literal of literals) {
      const start = value.indexOf(literal, end + gap);
      if (start < 0) return false;
      end = start + literal.length;
    }
    return value.length - end >= gap && !outside.test(value);
  };
}

const complement = (set: string): string => (set.startsWith('[^') ? `[${set.slice(2)}` : `[^${set.slice(1)}`);

/** `\s` in Java is ASCII only and `.` also stops at U+0085; JavaScript's are wider, so both are spelt out. */
const WHITE_SPACE = '\\t-\\r\\x20';
const NOT_WHITE_SPACE = '\\x00-\\x08\\x0e-\\x1f\\x21-\\u{10ffff}';
const LINE_ENDS = '\\n\\r\\x85\\u2028\\u2029';

/** Java's expression as JavaScript's with the flag `u`, which forbids needless escapes and `-` after a class. */
function toJavaScript(source: string, dotMatchesAll: boolean): string {
  let inSet = false;
  let afterClass = false;
  let result = '';
  for (const [token] of source.matchAll(/\\p\{\w+\}|\\x[0-9A-Fa-f]{2}|\\.|./gsu)) {
    const letter = token === '\\s' ? WHITE_SPACE : token === '\\S' ? NOT_WHITE_SPACE : undefined;
    if (letter !== undefined) result += inSet ? letter : `[${letter}]`;
    else if (token === '.' && !inSet) result += dotMatchesAll ? '[^]' : `[^${LINE_ENDS}]`;
    else if (token === '-' && afterClass) result += '\\-';
    else result += /^\\[^\w^$\\.*+?()[\]{}|/-]$/u.test(token) || (token === '\\-' && !inSet) ? token[1] : token;
    afterClass = inSet && /^\\(?:[sSwWdD]$|p)/u.test(token);
    if (token === '[') inSet = true;
    else if (token === ']') inSet = false;
  }
  return result;
}
