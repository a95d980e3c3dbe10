import type { Attempts } from '#core/guesses/attempts.ts';
import type { Change, Conflict, Records, Ref } from '#ports/records.ts';

/** Where the counts of one guesser are kept, as a store would keep them. */
export type CountsStore = {
  readonly records: Records;
  readonly windows: Map<string, Attempts>;
  /** What was committed, in order. */
  readonly committed: (readonly Change[])[];
  /** The next so many commits lose a count to somebody else. */
  readonly lose: (times: number) => void;
  /** Changes of other kinds lose from now on. */
  readonly loseOthers: () => void;
  /** Runs before the next commit is judged. */
  readonly before: (meanwhile: () => void) => void;
};

/** A store of counts alone: users are not there, and other changes are let through. */
export function countsStore(): CountsStore {
  const windows = new Map<string, Attempts>();
  const committed: (readonly Change[])[] = [];
  let losses = 0;
  let othersLose = false;
  let meanwhile = () => {};
  let version = 1000;

  function lostOf(change: Change): boolean {
    if (change.kind !== 'attempts') return othersLose;
    const parts = partsOf(change);
    return windows.get(parts.window)?.version !== parts.seen?.version;
  }

  function apply(change: Change): void {
    if (change.kind !== 'attempts') return;
    if (change.op === 'remove') windows.delete(change.before.window);
    if (change.op === 'create') {
      version += 1000;
      windows.set(change.value.window, { ...change.value, version });
    }
    if (change.op === 'update') {
      windows.set(change.before.window, { ...change.after, version: change.before.version + 1 });
    }
  }

  const records = {
    read: async (refs: Readonly<Record<string, Ref | undefined>>) => {
      await new Promise(setImmediate);
      return Object.fromEntries(
        Object.entries(refs).map(([name, ref]) => [
          name,
          ref?.kind === 'attempts' ? windows.get(ref.id.window) : undefined,
        ]),
      );
    },
    async commit(changes: readonly Change[]): Promise<Conflict | undefined> {
      await new Promise(setImmediate);
      meanwhile();
      meanwhile = () => {};
      const counted = changes.find(({ kind }) => kind === 'attempts');
      if (counted && losses-- > 0) return { change: counted };
      const lost = changes.find(lostOf);
      if (lost) return { change: lost };
      committed.push(changes);
      changes.forEach(apply);
      return undefined;
    },
  } as unknown as Records;
  return {
    records,
    windows,
    committed,
    lose: (times) => {
      losses = times;
    },
    loseOthers: () => {
      othersLose = true;
    },
    before: (run) => {
      meanwhile = run;
    },
  };
}

function partsOf(step: Change<'attempts'>): { readonly window: string; readonly seen: Attempts | undefined } {
  if (step.op === 'check') return { window: step.id.window, seen: step.seen };
  if (step.op === 'create' || step.op === 'put') return { window: step.value.window, seen: undefined };
  return { window: step.before.window, seen: step.before };
}
