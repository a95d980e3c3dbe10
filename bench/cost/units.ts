/**
 * What DynamoDB bills for a request, from the items that it touches.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */

/** An attribute as it travels (binaries in base64) or as the SDK hands it over. This table has no other types. */
type WireValue = { readonly S?: string; readonly N?: string; readonly B?: string | Uint8Array };
export type WireItem = Readonly<Record<string, WireValue>>;

const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;
/** What is stored with every item of a table or index, beside the item. */
export const ITEM_OVERHEAD_BYTES = 100;

const INDEX_KEYS = ['gsi1pk', 'gsi1sk'] as const;
const PROJECTED: readonly string[] = ['pk', 'sk', ...INDEX_KEYS];

/** The size of an item: names and values; 0 when there is none. */
export function itemBytes(item: WireItem | undefined): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item ?? {})) bytes += Buffer.byteLength(name) + valueBytes(name, value);
  return bytes;
}

function valueBytes(name: string, { S, N, B }: WireValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return numberBytes(N);
  if (B !== undefined) return typeof B === 'string' ? Buffer.byteLength(B, 'base64') : B.length;
  throw new Error(`The attribute ${name} is neither text, number nor binary.`);
}

/** One byte for two significant digits, one more, and one for a minus. DynamoDB gives this as an approximation. */
function numberBytes(text: string): number {
  const digits = text
    .replace(/e.*$/i, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}

/** Of one item, or of all items of a query together. What is not there is billed as if it were small. */
export function readUnits(bytes: number, consistency: 'strong' | 'eventual'): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (consistency === 'strong' ? 1 : 0.5);
}

/** Of one write outside of a transaction; within one it is twice that. `bytes`: the larger of before and after. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));
}

/** The entry of an item in the index, which holds keys only; undefined when the item is not in it. */
export function indexEntry(item: WireItem | undefined): WireItem | undefined {
  if (!item || INDEX_KEYS.some((name) => item[name] === undefined)) return undefined;
  return Object.fromEntries(PROJECTED.map((name) => [name, item[name]!]));
}

type IndexWrite = { readonly pk: string; readonly units: number };

/**
 * What the index writes when an item changes: nothing when its keys stay, two writes (out and in) when they move. A
 * transaction does not double them (measured on DynamoDB: https://github.com/nubo-db/dynoxide/pull/188).
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
export function indexWrites(before: WireItem | undefined, after: WireItem | undefined): readonly IndexWrite[] {
  const [old, current] = [indexEntry(before), indexEntry(after)];
  if (old && current && INDEX_KEYS.every((name) => old[name]!.S === current[name]!.S)) return [];
  return [old, current].flatMap((entry) =>
    entry ? [{ pk: entry.gsi1pk!.S!, units: writeUnits(itemBytes(entry)) }] : [],
  );
}
