/** Work that goes on after the answer. Who starts it logs what fails. */
export function createBackground(): {
  readonly run: (work: () => Promise<void>) => void;
  readonly drained: () => Promise<void>;
} {
  const under = new Set<Promise<void>>();
  return {
    run(work) {
      const going = work()
        .catch(() => {})
        .finally(() => under.delete(going));
      under.add(going);
    },
    drained: async () => {
      await Promise.all(under);
    },
  };
}
