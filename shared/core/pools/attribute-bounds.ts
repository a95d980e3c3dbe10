import { fail } from '#core/errors.ts';
import type { AttributeDataType, SchemaAttribute } from './pool.ts';

export type Bounds = Pick<SchemaAttribute, 'stringAttributeConstraints' | 'numberAttributeConstraints'>;

const MAX_LENGTH = 2048;

/**
 * Returns the bounds of a request that suit the data type. The result is empty when the request gives none, and an
 * empty text counts as none.
 */
export function bounds(type: AttributeDataType, request: Bounds): Bounds {
  const string = given(request.stringAttributeConstraints ?? {});
  const number = given(request.numberAttributeConstraints ?? {});
  if (type === 'String' && string) return { stringAttributeConstraints: string };
  if (type === 'Number' && number) return { numberAttributeConstraints: number };
  return {};
}

function given<Constraints extends object>(constraints: Constraints): Constraints | undefined {
  const entries = Object.entries(constraints).filter(([, bound]) => bound);
  return entries.length > 0 ? (Object.fromEntries(entries) as Constraints) : undefined;
}

/**
 * Throws InvalidParameterException for bounds that are not integers, are too large, or have a minimum above the
 * maximum. The texts differ between standard and custom attributes.
 */
export function checkBounds({ name, stringAttributeConstraints, numberAttributeConstraints }: SchemaAttribute): void {
  const isCustom = /^(?:dev:)?custom:/.test(name);
  const lengths = stringAttributeConstraints;
  const min = integer(lengths?.minLength, /^\d{1,15}$/, 'StringAttributeConstraints', name);
  const max = integer(lengths?.maxLength, /^\d{1,15}$/, 'StringAttributeConstraints', name);
  if ((min ?? 0) > MAX_LENGTH || (max ?? 0) > MAX_LENGTH) {
    refuse(`user.${name}: String attributes cannot have a length of more than ${MAX_LENGTH}`);
  }
  if (min !== undefined && max !== undefined && min > max) {
    refuse(
      isCustom
        ? `Attribute ${name} cannot have a max length shorter than it's min length`
        : `user.${name}: Max length cannot be less than min length.`,
    );
  }
  const values = numberAttributeConstraints;
  const least = integer(values?.minValue, /^-?\d{1,15}$/, 'NumberAttributeConstraints', name);
  const most = integer(values?.maxValue, /^-?\d{1,15}$/, 'NumberAttributeConstraints', name);
  if (least !== undefined && most !== undefined && least > most) {
    refuse(
      isCustom
        ? `Attribute ${name} cannot have a max value smaller than it's min value`
        : `user.${name}: Max value cannot be less than min value.`,
    );
  }
}

function integer(bound: string | undefined, format: RegExp, constraints: string, name: string): number | undefined {
  if (bound === undefined) return undefined;
  if (!format.test(bound)) refuse(`Invalid ${constraints} for schema attribute ${name}`);
  return Number(bound);
}

function refuse(message: string): never {
  return fail('InvalidParameterException', message);
}
