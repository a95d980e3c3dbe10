import type { Client } from '#core/clients/client.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import { isStandardAttribute, NEVER_WRITABLE, schemaAttribute } from '#core/pools/schema.ts';
import type { Attributes } from '#core/users/user.ts';

/** Whether it says that an e-mail or phone number is verified: no client may write that. */
export const isVerifiedFlag = (name: string): boolean => name === 'email_verified' || name === 'phone_number_verified';

/** Throws NotAuthorizedException unless the client may write every attribute; `*_verified` and `sub` no client may. */
export function checkWritable(client: Client, pool: Pool, attributes: Attributes): void {
  for (const name of Object.keys(attributes)) {
    if (!isWritable(client, pool, name)) fail('NotAuthorizedException', TEXT.unauthorizedAttribute);
  }
}

export function isWritable(client: Client, pool: Pool, name: string): boolean {
  if (NEVER_WRITABLE.has(name) || name.startsWith('dev:')) return false;
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
