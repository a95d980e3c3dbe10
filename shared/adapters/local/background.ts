import type { Background } from '#ports/background.ts';
import type { Logger } from '#ports/logger.ts';

/** Work that goes on after the answer. */
export function createBackground(logger: Logger): { readonly run: Background; readonly drained: () => Promise<void> } {
  const under = new Set<Promise<void>>();
  return {
    async run(event, work) {
      const going = work()
        .catch((error: unknown) => logger.warn(event, { error: error instanceof Error ? error.name : 'unknown' }))
        .finally(() => under.delete(going));
      under.add(going);
    },
    drained: async () => {
      await Promise.all(under);
    },
  };
}
