import type { Pool } from '#core/pools/pool.ts';
import { schemaAttribute } from '#core/pools/schema.ts';
import type { Attributes, User } from '#core/users/user.ts';

/** An attribute in a request or response of the API. */
export type WireAttribute = { readonly Name: string; readonly Value?: string };

/**
 * Returns the attributes of a request by their names, with the values that are stored. An attribute with a blank value
 * is left out. The result has no prototype, so that an attribute called `__proto__` is treated like any other unknown
 * attribute.
 */
export function attributesOf(pool: Pool, list: readonly WireAttribute[] | undefined): Attributes {
  const attributes: Record<string, string> = Object.create(null);
  for (const { Name, Value } of list ?? []) if (Value) attributes[Name] = keptValue(pool, Name, Value);
  return attributes;
}

/** Returns the value that is stored. Booleans are lower-cased, because samples of AWS send `True`. */
export function keptValue(pool: Pool, name: string, value: string): string {
  return schemaAttribute(pool, name)?.attributeDataType === 'Boolean' ? value.toLowerCase() : value;
}

/**
 * Returns a user's attributes in the form of the API, with `sub` first. Only attributes that `show` lets through are
 * included.
 */
export function wireAttributes(
  user: Pick<User, 'sub' | 'attributes'>,
  show: (name: string) => boolean = () => true,
): { Name: string; Value: string }[] {
  const all: [string, string][] = [['sub', user.sub], ...Object.entries(user.attributes)];
  return all.filter(([name]) => show(name)).map(([Name, Value]) => ({ Name, Value }));
}
