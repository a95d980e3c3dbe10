/**
 * Work that goes on after the answer, which it does not hold up: it begins when everything that the answer needs has been
 * done. Who starts it logs what fails.
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
