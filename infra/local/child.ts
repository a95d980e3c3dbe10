import { constants as systemConstants } from 'node:os';
import type { Readable } from 'node:stream';

/** Returns an environment without the secrets of the server, which the store does not need. */
export function harmlessEnvironment(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LD_LIBRARY_PATH'];
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

/** Collects what a process prints; the result returns the last of it, on one line. */
export function keepEnd(output: Readable): () => string {
  let text = '';
  output.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-500);
  });
  return () => text.trim().replaceAll(/\s*\n\s*/g, ' / ');
}

/** Returns the predicate of a sentence that says how the store ended, whose guard ended with this code or signal. */
export function describeEnd(code: number | null, signal: string | null): string {
  if (signal !== null) return `lost its guard to signal ${signal}`;
  // When signal n has ended a child, the shell reports 128 + n.
  const name = Object.entries(systemConstants.signals).find(([, number]) => number + 128 === code)?.[0];
  return name === undefined ? `ended with exit code ${code}` : `ended with signal ${name}`;
}
