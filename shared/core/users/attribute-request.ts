import { listed } from '#core/bounded-text.ts';
import type { Client } from '#core/clients/client.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import { schemaAttribute } from '#core/pools/schema.ts';
import { type Attributes, checkSchema, isWritable, type WireAttribute } from './attributes.ts';
import { checkUsernameForm } from './username-form.ts';

/** What a request asks of a user's attributes. No name is in both. */
export type AttributeRequest = { readonly values: Attributes; readonly removed: readonly string[] };

/** Attributes to set; a blank or missing value removes the attribute. Of a name given twice the last counts. */
export function attributeUpdates(list: readonly WireAttribute[] | undefined): AttributeRequest {
  // No prototype, so that an attribute called `__proto__` is just an unknown attribute.
  const values: Record<string, string> = Object.create(null);
  const removed = new Set<string>();
  for (const { Name, Value } of list ?? []) {
    if (!Name) continue;
    delete values[Name];
    removed.delete(Name);
    if (Value) values[Name] = Value;
    else removed.add(Name);
  }
  return { values, removed: [...removed] };
}

export function attributeRemovals(names: readonly string[] | undefined): AttributeRequest {
  return { values: Object.create(null), removed: [...new Set(names)] };
}

/**
 * Everything about a change of attributes that pool and client decide, whoever the user is; without a client it is an
 * administrator who asks. Throws NotAuthorizedException for what the client may not write, InvalidParameterException for
 * attributes and values that the schema does not allow, immutable attributes and removals of required ones.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export function checkAttributeRequest(pool: Pool, { values, removed }: AttributeRequest, client?: Client): void {
  const names = [...Object.keys(values), ...removed];
  if (client && !names.every((name) => isWritable(client, pool, name))) {
    fail('NotAuthorizedException', TEXT.unauthorizedAttribute);
  }
  const unknown = removed.filter((name) => !schemaAttribute(pool, name));
  if (unknown.length > 0) {
    const lines = unknown.map((name) => `user.${name}: Attribute does not exist in the schema.\n`);
    fail('InvalidParameterException', `Invalid user attributes: ${listed(lines, '')}`);
  }
  checkSchema(pool, values, { required: false });
  const problems = names.filter((name) => !schemaAttribute(pool, name)!.mutable).map(notMutable);
  problems.push(...removed.filter((name) => schemaAttribute(pool, name)!.required).map(notRemovable));
  if (problems.length > 0) fail('InvalidParameterException', listed(problems, '\n'));
  // Without it a name that others must prove to have could be taken by whoever asks for it first.
  if (pool.aliasAttributes.includes('preferred_username') && values.preferred_username) {
    checkUsernameForm(pool, values.preferred_username);
  }
}

function notMutable(name: string): string {
  return `user.${name}: Attribute cannot be updated.`;
}

/** What is said of an attribute that its user can't be without. */
export function notRemovable(name: string): string {
  return `user.${name}: Required attribute cannot be deleted.`;
}
