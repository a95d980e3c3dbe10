/**
 * Runs work after the response without delaying it: the work begins when everything that the response needs has been
 * done. A failure is ignored here, so the caller of `run` must log it. `drained` resolves when the work that was
 * started has ended.
 */
export function createBackground(): {
  readonly run: (work: () => Promise<void>) => void;
  readonly drained: () => Promise<void>;
} {
  const under = new Set<Promise<void>>();
  return {
    run(work) {
      const going = new Promise((resolve) => setImmediate(resolve))
        .then(work)
        .catch(() => {})
        .finally(() => under.delete(going));
      under.add(going);
    },
    drained: async () => {
      await Promise.all(under);
    },
  };
}
