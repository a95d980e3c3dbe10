import { listed } from '#core/bounded-text.ts';
import type { Client } from '#core/clients/client.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { Pool, SchemaAttribute } from '#core/pools/pool.ts';
import { isStandardAttribute, schemaAttribute } from '#core/pools/schema.ts';
import type { User } from './user.ts';

/** An attribute as the wire carries it. */
export type WireAttribute = { readonly Name: string | undefined; readonly Value?: string | undefined };
export type Attributes = Readonly<Record<string, string>>;

/** Whether it says that an e-mail or phone number is verified: no client may write that. */
export const isVerifiedFlag = (name: string): boolean => name === 'email_verified' || name === 'phone_number_verified';

// No control or format character (NUL, marks that turn the direction of writing) and no lone surrogate: \p{C}.
const EMAIL = /^[^\s\p{C}@<>,;:"\\()[\]]{1,64}@[^\s\p{C}@<>,;:"\\()[\]]+\.[^\s\p{C}@<>,;:"\\()[\].]+$/u;
const PHONE = /^\+[0-9]{1,15}$/;

export const isEmail = (value: string): boolean => value.length <= 2048 && EMAIL.test(value);
/** E.164. */
export const isPhoneNumber = (value: string): boolean => PHONE.test(value);

/**
 * The attributes of a request as name and value, as they are kept; a blank value means none. The result has no
 * prototype, so that an attribute called `__proto__` is just an unknown attribute.
 */
export function attributesOf(pool: Pool, list: readonly WireAttribute[] | undefined): Attributes {
  const attributes: Record<string, string> = Object.create(null);
  for (const { Name, Value } of list ?? []) if (Name && Value) attributes[Name] = keptValue(pool, Name, Value);
  return attributes;
}

/** AWS's own samples send `True`. */
export function keptValue(pool: Pool, name: string, value: string): string {
  return schemaAttribute(pool, name)?.attributeDataType === 'Boolean' ? value.toLowerCase() : value;
}

/** Throws NotAuthorizedException unless the client may write every attribute; `*_verified` and `sub` no client may. */
export function checkWritable(client: Client, pool: Pool, attributes: Attributes): void {
  for (const name of Object.keys(attributes)) {
    if (!isWritable(client, pool, name)) fail('NotAuthorizedException', TEXT.unauthorizedAttribute);
  }
}

export function isWritable(client: Client, pool: Pool, name: string): boolean {
  if (name === 'sub' || isVerifiedFlag(name) || name.startsWith('dev:')) return false;
  // An attribute the schema does not have is a question of the schema, not of rights.
  return (
    client.writeAttributes?.includes(name) ??
    (isStandardAttribute(name) || !schemaAttribute(pool, name)?.developerOnlyAttribute)
  );
}

/** Whether tokens of the client, and operations with its tokens, show the attribute. */
export function isReadable(client: Client, pool: Pool, name: string): boolean {
  if (name === 'sub') return true;
  if (client.readAttributes) return client.readAttributes.includes(name);
  return !schemaAttribute(pool, name)?.developerOnlyAttribute;
}

/**
 * Throws InvalidParameterException for attributes the schema does not allow: unknown names, wrong types, lengths and
 * ranges, malformed e-mails and phone numbers; with `required`, also for required attributes that are missing.
 */
export function checkSchema(pool: Pool, attributes: Attributes, options: { readonly required: boolean }): void {
  const problems: AttributeProblem[] = [...schemaProblems(pool, attributes)];
  if (options.required) {
    for (const { name, required } of pool.schema) {
      if (required && name !== 'sub' && !attributes[name])
        problems.push({ name, problem: 'The attribute is required' });
    }
  }
  if (problems.length > 0) {
    const lines = problems.map(({ name, problem }) => `${name}: ${problem}\n`);
    fail('InvalidParameterException', `Attributes did not conform to the schema: ${listed(lines, '')}`);
  }
  checkContacts(attributes);
}

/** Throws InvalidParameterException for a malformed e-mail or phone number. */
export function checkContacts({ email, phone_number: phone }: Attributes): void {
  if (email && !isEmail(email)) fail('InvalidParameterException', TEXT.malformed.email);
  if (phone && !isPhoneNumber(phone)) fail('InvalidParameterException', TEXT.malformed.phone_number);
}

/** What is wrong with an attribute of a request; sign-up and updates put it into different words. */
export type AttributeProblem = { readonly name: string; readonly problem: string };

export const NOT_IN_SCHEMA = 'Attribute does not exist in the schema.';

/** Names that the schema does not have, wrong types, lengths and ranges; at most one problem for each attribute. */
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
      // UTF-8, which tokens, messages and the table are written in, has no lone surrogates.
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

/** A user's attributes for the wire, `sub` first; with a filter, only those it lets through. */
export function wireAttributes(
  user: User,
  show: (name: string) => boolean = () => true,
): { Name: string; Value: string }[] {
  const all: [string, string][] = [['sub', user.sub], ...Object.entries(user.attributes)];
  return all.filter(([name]) => show(name)).map(([Name, Value]) => ({ Name, Value }));
}
