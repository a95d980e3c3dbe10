import { channel } from 'node:diagnostics_channel';
import { readFile } from 'node:fs/promises';
import { start } from '#infra/local/start.ts';

/** The service as `npm start` runs it, counting its round trips to the store; told to start and asked by its parent. */
let roundTrips = 0;
// Whichever client the adapter uses, the store is all that this process talks to.
for (const name of ['http.client.request.start', 'undici:request:create']) channel(name).subscribe(() => roundTrips++);

const running = await start(process.env, () => {});
const directory = process.env.OWNPOOL_DATA_DIR!;
const store = JSON.parse(await readFile(`${directory}/store.pid`, 'utf8').catch(() => '{}')) as { pid?: number };
const profile = await readFile(`${directory}/credentials`, 'utf8');
process.send?.({ port: running.port, storePid: store.pid, profile });
process.on('message', (message) => {
  if (message === 'round trips') process.send?.({ roundTrips });
  if (message === 'stop') void running.stop().then(() => process.exit());
});
process.on('disconnect', () => void running.stop().then(() => process.exit()));
