/**
 * Returns a function that does the work, or waits for the one that is under way: work that is asked for at once is done
 * once.
 */
export function shared<T>(work: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined;
  return () => {
    current ??= work().finally(() => {
      current = undefined;
    });
    return current;
  };
}
