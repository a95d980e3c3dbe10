import { parseArgs } from 'node:util';
import { start } from './start.ts';

process.umask(0o077);

try {
  const { values } = parseArgs({ options: { https: { type: 'boolean' } } });
  const running = await start(process.env, (line) => console.log(line), values);
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // A second signal ends the process at once.
      if (stopping) process.exit(1);
      stopping = true;
      running.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
} catch (error) {
  console.error(`Ownpool could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
