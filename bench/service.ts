import { channel } from 'node:diagnostics_channel';
import { readFile } from 'node:fs/promises';
import { start } from '#infra/local/start.ts';
import { cpuMs } from './process.ts';

/**
 * This is the service as `npm start` runs it, with a count of its round trips to the store. Its parent process sends
 * the command to start and asks for the count.
 */
let roundTrips = 0;
// Every outgoing request is counted, because the process talks only to the store, whichever client the adapter uses.
for (const name of ['http.client.request.start', 'undici:request:create']) channel(name).subscribe(() => roundTrips++);

const running = await start(process.env, () => {});
const directory = process.env.OWNPOOL_DATA_DIR!;
const store = JSON.parse(await readFile(`${directory}/store.pid`, 'utf8').catch(() => '{}')) as { pid?: number };
const profile = await readFile(`${directory}/credentials`, 'utf8');
process.send?.({ port: running.port, storePid: store.pid, profile });
process.on('message', (message) => {
  if (message === 'spent') process.send?.({ serverCpuMs: cpuMs(), roundTrips });
  if (message === 'stop') void running.stop().then(() => process.exit());
});
process.on('disconnect', () => void running.stop().then(() => process.exit()));
