import type { LogFields, Logger } from '#ports/logger.ts';

const LEVELS = { info: 0, warn: 1, error: 2 } as const;

/** One JSON object per line on standard error, from the given level up. */
export function consoleLogger(from: keyof typeof LEVELS): Logger {
  const write = (level: keyof typeof LEVELS) => (event: string, fields?: LogFields) => {
    if (LEVELS[level] >= LEVELS[from]) {
      process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
    }
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
