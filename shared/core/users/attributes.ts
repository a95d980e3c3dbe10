import { listed } from '#core/bounded-text.ts';
import type { Client } from '#core/clients/client.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { Pool, SchemaAttribute } from '#core/pools/pool.ts';
import { isStandardAttribute, schemaAttribute } from '#core/pools/schema.ts';
import type { User } from './user.ts';

/** An attribute as the wire carries it. */
export type WireAttribute = { readonly Name: string | undefined; readonly Value?: string | undefined };
export type Attributes = Readonly<Record<string, string>>;

const VERIFIED = new Set(['email_verified', 'phone_number_verified']);
const EMAIL = /^[^\s@<>,;:"\\()[\]]{1,64}@[^\s@<>,;:"\\()[\]]+\.[^\s@<>,;:"\\()[\].]+$/u;
const PHONE = /^\+[0-9]{1,15}$/;

export const isEmail = (value: string): boolean => value.length <= 2048 && EMAIL.test(value);
/** E.164. */
export const isPhoneNumber = (value: string): boolean => PHONE.test(value);

/**
 * The attributes of a request as name and value; a blank value means none. The result has no prototype, so that an
 * attribute called `__proto__` is just an unknown attribute.
 */
export function attributesOf(list: readonly WireAttribute[] | undefined): Attributes {
  const attributes: Record<string, string> = Object.create(null);
  for (const { Name, Value } of list ?? []) if (Name && Value) attributes[Name] = Value;
  return attributes;
}

/** Throws NotAuthorizedException unless the client may write every attribute; `*_verified` and `sub` no client may. */
export function checkWritable(client: Client, pool: Pool, attributes: Attributes): void {
  for (const name of Object.keys(attributes)) {
    if (!isWritable(client, pool, name)) fail('NotAuthorizedException', TEXT.unauthorizedAttribute);
  }
}

export function isWritable(client: Client, pool: Pool, name: string): boolean {
  if (name === 'sub' || VERIFIED.has(name) || name.startsWith('dev:')) return false;
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
  const problems: string[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    const schema = schemaAttribute(pool, name);
    if (!schema) problems.push(`${name}: Attribute does not exist in the schema.`);
    else problems.push(...valueProblems(schema, value));
  }
  if (options.required) {
    for (const { name, required } of pool.schema) {
      if (required && name !== 'sub' && !attributes[name]) problems.push(`${name}: The attribute is required`);
    }
  }
  if (problems.length > 0) {
    fail('InvalidParameterException', `Attributes did not conform to the schema: ${listed(problems, ' ')}`);
  }
  if (attributes.email && !isEmail(attributes.email))
    fail('InvalidParameterException', 'Invalid email address format.');
  if (attributes.phone_number && !isPhoneNumber(attributes.phone_number)) {
    fail('InvalidParameterException', 'Invalid phone number format.');
  }
}

function valueProblems(schema: SchemaAttribute, value: string): readonly string[] {
  const { name } = schema;
  switch (schema.attributeDataType) {
    case 'Boolean':
      return value === 'true' || value === 'false' ? [] : [`${name}: The value must be true or false`];
    case 'Number':
      return numberProblems(schema, value);
    case 'DateTime':
      return Number.isNaN(Date.parse(value)) && !/^-?[0-9]{1,15}$/.test(value)
        ? [`${name}: The value must be a date`]
        : [];
    case 'String': {
      const { minLength, maxLength } = schema.stringAttributeConstraints ?? {};
      const { length } = [...value];
      if (minLength !== undefined && length < Number(minLength))
        return [`${name}: The value must have at least ${minLength} characters`];
      if (maxLength !== undefined && length > Number(maxLength))
        return [`${name}: The value must have at most ${maxLength} characters`];
      return [];
    }
  }
}

function numberProblems({ name, numberAttributeConstraints }: SchemaAttribute, value: string): readonly string[] {
  const number = Number(value);
  if (!/^-?[0-9]+(\.[0-9]+)?$/.test(value) || !Number.isFinite(number)) return [`${name}: The value must be a number`];
  const { minValue, maxValue } = numberAttributeConstraints ?? {};
  if (minValue !== undefined && number < Number(minValue)) return [`${name}: The value must be at least ${minValue}`];
  if (maxValue !== undefined && number > Number(maxValue)) return [`${name}: The value must be at most ${maxValue}`];
  return [];
}

/** A user's attributes for the wire, `sub` first; with a filter, only those it lets through. */
export function wireAttributes(
  user: User,
  show: (name: string) => boolean = () => true,
): { Name: string; Value: string }[] {
  const all: [string, string][] = [['sub', user.sub], ...Object.entries(user.attributes)];
  return all.filter(([name]) => show(name)).map(([Name, Value]) => ({ Name, Value }));
}
