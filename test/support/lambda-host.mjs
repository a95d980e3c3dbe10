// Stands in for Lambda's runtime, under whichever Node runs it: loads an asset's index.mjs, hands it the events its
// parent sends and sends back what it answers.
import { pathToFileURL } from 'node:url';

const began = performance.now();
const { handler } = await import(pathToFileURL(`${process.argv[2]}/index.mjs`).href);
process.send({ loaded: performance.now() - began, version: process.version });

const context = { getRemainingTimeInMillis: () => 60_000 };
process.on('message', async ({ id, event }) => {
  try {
    process.send({ id, result: await handler(event, context) });
  } catch (error) {
    process.send({ id, error: String(error?.stack ?? error) });
  }
});
process.on('disconnect', () => process.exit());
