/*
 * The wire spells members PascalCase, the domain camelCase; for nested settings the one follows from the other.
 * Maps hold the caller's own keys, which are nobody's to change: they are known by the name of their member.
 */

/** Members, as the domain spells them, that hold a map and not a structure. */
const MAPS: ReadonlySet<string> = new Set(['userPoolTags', 'acrConfiguration']);

/** The wire has both SmsMessage and SMSMessage (of invitations) for one thing. */
type DomainName<Name> = Name extends 'SMSMessage' ? 'smsMessage' : Name extends string ? Uncapitalize<Name> : never;

/** A wire structure as the domain spells it. */
type ToDomain<Wire> = Wire extends readonly (infer Element)[]
  ? readonly ToDomain<Element>[]
  : Wire extends object
    ? string extends keyof Wire
      ? Readonly<Wire>
      : { readonly [Name in keyof Wire as DomainName<Name>]: ToDomain<Wire[Name]> }
    : Wire;

/** A domain structure as the wire spells it. */
type ToWire<Domain> = Domain extends readonly (infer Element)[]
  ? ToWire<Element>[]
  : Domain extends object
    ? string extends keyof Domain
      ? { [Name in keyof Domain]: Domain[Name] }
      : { -readonly [Name in keyof Domain as Capitalize<Name & string>]: ToWire<Domain[Name]> }
    : Domain;

/** The members of a wire structure, of its inner structures and of those in lists, in the domain's spelling. */
export function toDomain<Wire extends object>(wire: Wire): ToDomain<Wire> {
  return renamed(wire, domainName, (name) => MAPS.has(domainName(name))) as ToDomain<Wire>;
}

/** The reverse, but for `smsMessage`, which always becomes SmsMessage. Members without a value are left out. */
export function toWire<Domain extends object>(domain: Domain): ToWire<Domain> {
  return renamed(domain, wireName, (name) => MAPS.has(name)) as ToWire<Domain>;
}

function domainName(name: string): string {
  return name === 'SMSMessage' ? 'smsMessage' : name.slice(0, 1).toLowerCase() + name.slice(1);
}

function wireName(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

function renamed(value: unknown, rename: (name: string) => string, isMap: (name: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((element) => renamed(element, rename, isMap));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    entries.map(([name, member]) => [rename(name), isMap(name) ? member : renamed(member, rename, isMap)]),
  );
}
