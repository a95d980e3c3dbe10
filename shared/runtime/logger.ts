import type { LogFields, Logger } from '#ports/logger.ts';

const LEVELS = { info: 0, warn: 1, error: 2 } as const;

/** Makes a logger that writes one JSON object per line to standard error, for the given level and those above it. */
export function consoleLogger(from: keyof typeof LEVELS): Logger {
  const write = (level: keyof typeof LEVELS) => (event: string, fields?: LogFields) => {
    if (LEVELS[level] >= LEVELS[from]) {
      process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
    }
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
