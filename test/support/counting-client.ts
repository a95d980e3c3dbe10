import type { TableClient } from '#adapters/dynamo/client.ts';

export type RoundTrips = {
  readonly reads: number;
  readonly writes: number;
  /** Reads of base-table items that did not ask for strong consistency. */
  readonly staleReads: readonly string[];
  readonly reset: () => void;
};

const READS = new Set(['GetItemCommand', 'BatchGetItemCommand', 'QueryCommand', 'GetCommand', 'BatchGetCommand']);

/** The client of the table, with its round trips counted as DynamoDB would bill and delay them. */
export function countingClient(table: TableClient): { readonly table: TableClient; readonly roundTrips: RoundTrips } {
  const counts = { reads: 0, writes: 0, staleReads: [] as string[] };
  table.client.middlewareStack.add(
    (next, context) => (args) => {
      const command = String((context as { commandName?: string }).commandName);
      if (READS.has(command)) {
        counts.reads++;
        const input = JSON.stringify(args.input);
        if (!input.includes('"ConsistentRead":true') && !input.includes('"IndexName"')) counts.staleReads.push(command);
      } else if (!/Table|TimeToLive/.test(command)) counts.writes++;
      return next(args);
    },
    { step: 'initialize', name: 'countRoundTrips', override: true },
  );
  return {
    table,
    roundTrips: {
      get reads() {
        return counts.reads;
      },
      get writes() {
        return counts.writes;
      },
      get staleReads() {
        return counts.staleReads;
      },
      reset: () => Object.assign(counts, { reads: 0, writes: 0, staleReads: [] }),
    },
  };
}
