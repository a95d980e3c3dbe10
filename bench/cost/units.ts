/**
 * These functions compute what DynamoDB bills for a request, from the items that it touches.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */

/**
 * An attribute in the form of a request (with binaries in base64) or in that of the SDK. This table has no other types.
 */
type WireValue = { readonly S?: string; readonly N?: string; readonly B?: string | Uint8Array };
export type WireItem = Readonly<Record<string, WireValue>>;

const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;
/** The number of bytes that are stored with every item of a table or an index, in addition to the item. */
export const ITEM_OVERHEAD_BYTES = 100;

const INDEX_KEYS = ['gsi1pk', 'gsi1sk'] as const;
const PROJECTED: readonly string[] = ['pk', 'sk', ...INDEX_KEYS];

/** Returns the size of an item in bytes: that of its names and values, or 0 when there is no item. */
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

/**
 * Returns the size of a number: one byte for two significant digits, one more, and one for a minus. DynamoDB's
 * documentation calls this an approximation.
 */
function numberBytes(text: string): number {
  const digits = text
    .replace(/e.*$/i, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}

/**
 * Returns the read units of one item, or of all items of a query together. A missing item is billed like a small one.
 */
export function readUnits(bytes: number, consistency: 'strong' | 'eventual'): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (consistency === 'strong' ? 1 : 0.5);
}

/**
 * Returns the write units of one write outside of a transaction. Within one it costs twice as many. `bytes` is the
 * larger of the sizes before and after.
 */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));
}

/** Returns the entry of an item in the index, which holds only keys, or undefined when the item is not in it. */
export function indexEntry(item: WireItem | undefined): WireItem | undefined {
  if (!item || INDEX_KEYS.some((name) => item[name] === undefined)) return undefined;
  return Object.fromEntries(PROJECTED.map((name) => [name, item[name]!]));
}

type IndexWrite = { readonly pk: string; readonly units: number };

/**
 * Returns the write units of the index when an item changes: none when its keys stay, and two writes (out and in) when
 * they move. A transaction does not double them (measured on DynamoDB: https://github.com/nubo-db/dynoxide/pull/188).
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
export function indexWrites(before: WireItem | undefined, after: WireItem | undefined): readonly IndexWrite[] {
  const [old, current] = [indexEntry(before), indexEntry(after)];
  if (old && current && INDEX_KEYS.every((name) => old[name]!.S === current[name]!.S)) return [];
  return [old, current].flatMap((entry) =>
    entry ? [{ pk: entry.gsi1pk!.S!, units: writeUnits(itemBytes(entry)) }] : [],
  );
}
