import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Attributes = Record<string, AttributeValue>;
/** What an item of this table is made of. */
type Plain = Readonly<Record<string, unknown>>;

/**
 * An item as DynamoDB's API has it. The table holds strings, numbers and binaries and nothing nested, so that this is all
 * there is to marshalling; lib-dynamodb's general one takes 0.5 ms of a call (bench/README.md).
 */
export function toAttributes(item: Plain): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(item)) {
    if (typeof value === 'string') attributes[name] = { S: value };
    else if (typeof value === 'number') attributes[name] = { N: String(value) };
    else if (value instanceof Uint8Array) attributes[name] = { B: value };
    else if (value !== undefined) throw new Error(`An item can't hold ${typeof value} as ${name}.`);
  }
  return attributes;
}

/** The reverse; what is neither string, number nor binary was not written by us and is left out. */
export function fromAttributes(attributes: Attributes): Record<string, string | number | Uint8Array> {
  const item: Record<string, string | number | Uint8Array> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value.S !== undefined) item[name] = value.S;
    else if (value.N !== undefined) item[name] = Number(value.N);
    else if (value.B !== undefined) item[name] = value.B;
  }
  return item;
}
