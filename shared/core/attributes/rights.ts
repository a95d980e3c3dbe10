import type { Client } from '#core/clients/client.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import { isPermitted, isStandardAttribute, NEVER_WRITABLE, schemaAttribute } from '#core/pools/schema.ts';
import type { Attributes } from '#core/users/user.ts';

/**
 * Returns whether the attribute states that an e-mail address or phone number is verified. No client may write such an
 * attribute.
 */
export const isVerifiedFlag = (name: string): boolean => name === 'email_verified' || name === 'phone_number_verified';

/**
 * Throws NotAuthorizedException unless the client may write every one of the attributes. No client may write `sub` or
 * the `*_verified` attributes.
 */
export function checkWritable(client: Client, pool: Pool, attributes: Attributes): void {
  for (const name of Object.keys(attributes)) {
    if (!isWritable(client, pool, name)) fail('NotAuthorizedException', TEXT.unauthorizedAttribute);
  }
}

/**
 * Returns whether the client may write the attribute. A client without WriteAttributes may write all attributes that
 * are not developer-only. No client may write `sub`, the `*_verified` attributes and those that begin with `dev:`.
 */
export function isWritable(client: Client, pool: Pool, name: string): boolean {
  if (NEVER_WRITABLE.has(name) || name.startsWith('dev:')) return false;
  // An attribute that the schema lacks is refused when the schema is checked, not here.
  if (client.writeAttributes) return isPermitted(client.writeAttributes, name);
  return isStandardAttribute(name) || !schemaAttribute(pool, name)?.developerOnlyAttribute;
}

/** Returns whether the client may read the attribute, in ID tokens and in the answers of operations. */
export function isReadable(client: Client, pool: Pool, name: string): boolean {
  if (name === 'sub') return true;
  if (client.readAttributes) return isPermitted(client.readAttributes, name);
  return !schemaAttribute(pool, name)?.developerOnlyAttribute;
}
