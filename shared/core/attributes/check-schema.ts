import { listed } from '#core/bounded-text.ts';
import { isEmail, isPhoneNumber } from '#core/constraints/contacts.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { Pool, SchemaAttribute } from '#core/pools/pool.ts';
import { schemaAttribute } from '#core/pools/schema.ts';
import type { Attributes } from '#core/users/user.ts';
import { missingAttributes } from './missing.ts';

/**
 * Throws InvalidParameterException for attributes that the schema does not allow: unknown names, wrong types, lengths
 * and ranges, and malformed e-mail addresses and phone numbers. With `required`, it also throws for required attributes
 * that are missing.
 */
export function checkSchema(pool: Pool, attributes: Attributes, options: { readonly required: boolean }): void {
  const missing = options.required ? missingAttributes(pool, { attributes }) : [];
  const problems: readonly AttributeProblem[] = [
    ...schemaProblems(pool, attributes),
    ...missing.map((name) => ({ name, problem: 'The attribute is required' })),
  ];
  if (problems.length > 0) {
    const lines = problems.map(({ name, problem }) => `${name}: ${problem}\n`);
    fail('InvalidParameterException', `Attributes did not conform to the schema: ${listed(lines, '')}`);
  }
  checkContacts(attributes);
}

/** Throws InvalidParameterException for a malformed e-mail address or phone number. */
export function checkContacts({ email, phone_number: phone }: Attributes): void {
  if (email && !isEmail(email)) fail('InvalidParameterException', TEXT.malformed.email);
  if (phone && !isPhoneNumber(phone)) fail('InvalidParameterException', TEXT.malformed.phone_number);
}

/** A problem with an attribute of a request. Sign-ups and updates word it differently. */
export type AttributeProblem = { readonly name: string; readonly problem: string };

export const NOT_IN_SCHEMA = 'Attribute does not exist in the schema.';

/** Returns the problems with unknown names, wrong types, lengths and ranges, at most one for each attribute. */
export function schemaProblems(pool: Pool, attributes: Attributes): readonly AttributeProblem[] {
  return Object.entries(attributes).flatMap(([name, value]) => {
    const schema = schemaAttribute(pool, name);
    const problem = schema ? valueProblem(schema, value) : NOT_IN_SCHEMA;
    return problem === undefined ? [] : [{ name, problem }];
  });
}

function valueProblem(schema: SchemaAttribute, value: string): string | undefined {
  switch (schema.attributeDataType) {
    case 'Boolean':
      return value === 'true' || value === 'false' ? undefined : 'The value must be true or false';
    case 'Number':
      return numberProblem(schema, value);
    case 'DateTime':
      return Number.isNaN(Date.parse(value)) && !/^-?[0-9]{1,15}$/.test(value) ? 'The value must be a date' : undefined;
    case 'String': {
      // Tokens, messages and the table are encoded in UTF-8, which has no lone surrogates.
      if (!value.isWellFormed()) return 'String must be well-formed Unicode';
      const { minLength, maxLength } = schema.stringAttributeConstraints ?? {};
      const { length } = [...value];
      if (minLength !== undefined && length < Number(minLength))
        return `String must be no shorter than ${minLength} characters`;
      if (maxLength !== undefined && length > Number(maxLength))
        return `String must be no longer than ${maxLength} characters`;
      return undefined;
    }
  }
}

function numberProblem({ numberAttributeConstraints }: SchemaAttribute, value: string): string | undefined {
  const number = Number(value);
  if (!/^-?[0-9]+(\.[0-9]+)?$/.test(value) || !Number.isFinite(number)) return 'The value must be a number';
  const { minValue, maxValue } = numberAttributeConstraints ?? {};
  if (minValue !== undefined && number < Number(minValue)) return `Number must be no less than ${minValue}`;
  if (maxValue !== undefined && number > Number(maxValue)) return `Number must be no greater than ${maxValue}`;
  return undefined;
}
