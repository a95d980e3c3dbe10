import type { Pool, SchemaAttribute } from './pool.ts';

type Standard = Partial<Omit<SchemaAttribute, 'name'>> & { readonly name: string };

const TEXT_BOUNDS = { stringAttributeConstraints: { minLength: '0', maxLength: '2048' } };

/** The attributes that every pool has, in the order in which DescribeUserPool shows them. */
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

/** Returns the standard part of a new pool's schema. */
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

/** Tells whether a name is that of a standard attribute. */
export function isStandardAttribute(name: string): boolean {
  return STANDARD_NAMES.has(name);
}

/** The attributes that PROFILE_SCOPE stands for. */
const PROFILE_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...['name', 'family_name', 'given_name', 'middle_name', 'nickname', 'preferred_username', 'profile', 'picture'],
  ...['website', 'gender', 'birthdate', 'zoneinfo', 'locale'],
]);

/**
 * A permission of a client that stands for several attributes.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export const PROFILE_SCOPE = 'oidc:profile';

/** Tells whether ReadAttributes or WriteAttributes of a client cover an attribute. */
export function isPermitted(permissions: readonly string[], name: string): boolean {
  return permissions.includes(name) || (permissions.includes(PROFILE_SCOPE) && PROFILE_ATTRIBUTES.has(name));
}

/** No client may write these attributes, whatever its WriteAttributes say. */
export const NEVER_WRITABLE: ReadonlySet<string> = new Set(['sub', 'email_verified', 'phone_number_verified']);

/**
 * Tells whether a user can't be without the attribute. An attribute that no client may write never counts as missing,
 * even when it is required: every user has `sub`, and a flag that is not stored counts as false. If users had to give
 * such an attribute, nobody could sign up.
 */
export function isNeeded({ name, required }: SchemaAttribute): boolean {
  return required && !NEVER_WRITABLE.has(name);
}

/** Finds an attribute in the schema of the pool by its full name. */
export function schemaAttribute(pool: Pool, name: string): SchemaAttribute | undefined {
  return pool.schema.find((attribute) => attribute.name === name);
}

/** The length of a time in ISO 8601, in UTC with milliseconds. */
const TIME_LENGTH = '2026-01-01T00:00:00.000Z'.length;

/** Tells whether the pool has a custom attribute that the service can set to a time, and set to another one later. */
export function canHoldTime(pool: Pool, name: string): boolean {
  const attribute = name.startsWith('custom:') ? schemaAttribute(pool, name) : undefined;
  if (!attribute?.mutable || attribute.attributeDataType !== 'String') return false;
  const { minLength = '0', maxLength = String(TIME_LENGTH) } = attribute.stringAttributeConstraints ?? {};
  return Number(minLength) <= TIME_LENGTH && TIME_LENGTH <= Number(maxLength);
}
