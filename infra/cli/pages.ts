import { parseArgs } from 'node:util';
import { BUILT_IN, catalogueFolder } from '#adapters/catalogues/folder.ts';
import { startPreview } from '#infra/preview/server.ts';
import type { Records } from '#ports/records.ts';
import { readCatalogues } from '#runtime/catalogues.ts';
import { withLocalRecords } from './local.ts';
import { OperatorError } from './operator-error.ts';
import { readStack, withStackRecords } from './stack.ts';

const USAGE = `Shows every page of a pool in every state and language, with the look of its client, in a browser of this machine.

  npm run pages -- --pool POOL [--client ID] [--port PORT] [--stack NAME [--region REGION]]

--pool     the id of the pool
--client   the id of one of its app clients (default: the pages as they are without a client)
--port     the port on this machine (default: a free one)
--stack    the deployment on AWS with this stack name, read with your own AWS credentials (default: this machine)
--region   the region of that stack (default: AWS_REGION or the region of the profile)
On this machine the data directory is OWNPOOL_DATA_DIR (.ownpool), whether a server runs on it or not. Ctrl-C ends it.`;

async function main(args: readonly string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { pool: text, client: text, port: text, stack: text, region: text, help: { type: 'boolean' } },
  });
  if (values.help) return console.log(USAGE);
  const { pool, client, stack: name, region } = values;
  if (pool === undefined) throw new OperatorError(`--pool is missing.\n\n${USAGE}`);
  const port = values.port === undefined ? undefined : portOf(values.port);
  const run = (records: Records) => show(records, { poolId: pool, clientId: client, port });
  if (name === undefined) {
    if (region !== undefined) throw new OperatorError(`--region needs --stack.\n\n${USAGE}`);
    return withLocalRecords(run);
  }
  const stack = await readStack(name, region);
  if (stack.warning) console.error(stack.warning);
  await withStackRecords(stack, { create: false }, run);
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new OperatorError(`--port is a number up to 65535, and not ${text}.`);
  return port;
}

/** Serves the pages until somebody ends it. */
async function show(records: Records, whose: Parameters<typeof startPreview>[1]): Promise<void> {
  const preview = await startPreview(
    { records, catalogues: catalogueFolder(BUILT_IN, readCatalogues(process.env.OWNPOOL_CATALOGUES || undefined)) },
    whose,
  );
  console.log(`The pages are at ${preview.url}/. Ctrl-C ends the preview.`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await preview.close();
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
