import type { Pool } from '#core/pools/pool.ts';
import { schemaAttribute } from '#core/pools/schema.ts';
import type { Attributes } from '#core/users/user.ts';
import type { Unversioned } from '#ports/records.ts';

/** An attribute as the wire carries it. */
export type WireAttribute = { readonly Name: string; readonly Value?: string };

/**
 * The attributes of a request as name and value, as they are kept; a blank value means none. The result has no
 * prototype, so that an attribute called `__proto__` is just an unknown attribute.
 */
export function attributesOf(pool: Pool, list: readonly WireAttribute[] | undefined): Attributes {
  const attributes: Record<string, string> = Object.create(null);
  for (const { Name, Value } of list ?? []) if (Value) attributes[Name] = keptValue(pool, Name, Value);
  return attributes;
}

/** AWS's own samples send `True`. */
export function keptValue(pool: Pool, name: string, value: string): string {
  return schemaAttribute(pool, name)?.attributeDataType === 'Boolean' ? value.toLowerCase() : value;
}

/** A user's attributes for the wire, `sub` first; with a filter, only those it lets through. */
export function wireAttributes(
  user: Unversioned<'user'>,
  show: (name: string) => boolean = () => true,
): { Name: string; Value: string }[] {
  const all: [string, string][] = [['sub', user.sub], ...Object.entries(user.attributes)];
  return all.filter(([name]) => show(name)).map(([Name, Value]) => ({ Name, Value }));
}
