import type { Pool, SchemaAttribute } from './pool.ts';

type Standard = Partial<Omit<SchemaAttribute, 'name'>> & { readonly name: string };

const TEXT_BOUNDS = { stringAttributeConstraints: { minLength: '0', maxLength: '2048' } };

/** The attributes every pool has, in the order DescribeUserPool shows them. */
const STANDARD: readonly Standard[] = [
  { name: 'sub', mutable: false, required: true, stringAttributeConstraints: { minLength: '1', maxLength: '2048' } },
  ...['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username'].map(text),
  ...['profile', 'picture', 'website', 'email'].map(text),
  { name: 'email_verified', attributeDataType: 'Boolean' },
  text('gender'),
  { name: 'birthdate', stringAttributeConstraints: { minLength: '10', maxLength: '10' } },
  ...['zoneinfo', 'locale', 'phone_number'].map(text),
  { name: 'phone_number_verified', attributeDataType: 'Boolean' },
  text('address'),
  { name: 'updated_at', attributeDataType: 'Number', numberAttributeConstraints: { minValue: '0' } },
];

function text(name: string): Standard {
  return { name, ...TEXT_BOUNDS };
}

/** The standard part of a new pool's schema. */
export function standardSchema(): readonly SchemaAttribute[] {
  return STANDARD.map((attribute) => ({
    attributeDataType: 'String',
    developerOnlyAttribute: false,
    mutable: true,
    required: false,
    ...attribute,
  }));
}

const STANDARD_NAMES: ReadonlySet<string> = new Set(STANDARD.map((attribute) => attribute.name));

export function isStandardAttribute(name: string): boolean {
  return STANDARD_NAMES.has(name);
}

/** No client may write these, whatever its list says. */
export const NEVER_WRITABLE: ReadonlySet<string> = new Set(['sub', 'email_verified', 'phone_number_verified']);

/**
 * Whether a user can't be without the attribute. What no client may write never counts as missing, required or not: every
 * user has `sub`, and a flag that is not stored says no. If one had to be given, nobody could sign up.
 */
export function isNeeded({ name, required }: SchemaAttribute): boolean {
  return required && !NEVER_WRITABLE.has(name);
}

export function schemaAttribute(pool: Pool, name: string): SchemaAttribute | undefined {
  return pool.schema.find((attribute) => attribute.name === name);
}
