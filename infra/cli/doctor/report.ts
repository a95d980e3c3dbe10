import { type Explain, Fault } from './fault.ts';

/** Adds a detail to the line that a successful step prints. */
export type Say = (detail: string) => void;

type Step<T> = (say: Say) => Promise<T>;

export type Report = {
  /** Runs a step that the later ones depend on. Throws Stopped when it fails. */
  readonly must: <T>(name: string, step: Step<T>) => Promise<T>;
  /** Runs a step whose failure does not prevent the later ones. */
  readonly may: (name: string, step: Step<void>) => Promise<void>;
  readonly warn: (name: string, text: string) => void;
  readonly failures: () => number;
};

/** The error for a step that failed and has been printed, or for a person who asked to stop. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/**
 * A server's answer may be meant for the terminal, so control characters and marks that change the direction of writing
 * are not printed.
 */
const UNPRINTABLE = /[\s\p{C}]+/gu;

/**
 * Creates a report that prints one line for each step. When `signal` is aborted, a step ends early and prints nothing.
 */
export function createReport(print: (line: string) => void, explain: Explain, signal?: AbortSignal): Report {
  let failures = 0;
  const line = (mark: string, name: string, text: string) =>
    print(`${mark.padEnd(4)}  ${name.padEnd(10)}  ${text.replace(UNPRINTABLE, ' ')}`);

  async function must<T>(name: string, step: Step<T>): Promise<T> {
    const said: string[] = [];
    try {
      const value = await interruptible(() => step((detail) => said.push(detail)), signal);
      line('ok', name, said.join('; '));
      return value;
    } catch (error) {
      if (error instanceof Stopped) throw error;
      failures += 1;
      line('FAIL', name, error instanceof Fault ? error.message : explain(error));
      throw new Stopped(name);
    }
  }

  return {
    must,
    may: async (name, step) => {
      await must(name, step).catch((error: unknown) => {
        if (!(error instanceof Stopped) || signal?.aborted) throw error;
      });
    },
    warn: (name, text) => line('warn', name, text),
    failures: () => failures,
  };
}

async function interruptible<T>(run: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return run();
  const stopped = () => new Stopped('interrupted');
  if (signal.aborted) throw stopped();
  let onAbort = () => {};
  const interrupted = new Promise<never>((_, reject) => {
    onAbort = () => reject(stopped());
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([run(), interrupted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
